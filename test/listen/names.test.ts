import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatNames, parseNames } from "../../src/index.js";
import { errorOf, givesOrRefuses } from "../errors/errors-of.js";

const some = { minLength: 1, maxLength: 5 };

describe("names", () => {
  test("are read as they were written, in the grammar of libsystemd whatever they are", () => {
    const property = fc.property(fc.array(fc.string({ unit: "binary" }), some), (names) => {
      expect(parseNames(formatNames(names, "libsystemd"), "libsystemd")).toEqual(names);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test("are read as they were written, strictly without a colon", () => {
    const name = fc.string({ unit: "binary" }).map((text) => text.replaceAll(":", ""));
    const property = fc.property(fc.array(name, some), (names) => {
      expect(parseNames(formatNames(names, "strict"), "strict")).toEqual(names);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test("are read or refused, whatever they are", () => {
    const text = fc
      .array(fc.constantFrom(":", "\\", "a", "é", "\n", "𝄞", "\ud800"), { maxLength: 8 })
      .map((parts) => parts.join(""));
    const property = fc.property(text, fc.constantFrom("strict", "libsystemd"), (value, grammar) =>
      givesOrRefuses(() => parseNames(value, grammar)),
    );
    fc.assert(property, { numRuns: 1000 });
  });

  test("that end in a backslash are refused by libsystemd, and are names to systemd", () => {
    expect(errorOf(() => parseNames("a\\", "libsystemd"))).toMatchObject({
      code: "LISTEN_VARIABLE_MALFORMED",
      errno: "EINVAL",
    });
    expect(parseNames("a\\", "strict")).toEqual(["a\\"]);
  });

  test("with a colon cannot be written strictly", () => {
    expect(errorOf(() => formatNames(["a:b"], "strict")).errno).toBe("EINVAL");
  });
});
