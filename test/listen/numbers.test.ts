import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseInt32, parsePid, parseUnsigned } from "../../src/listen/environment-number.js";

const grammars = ["strict", "libsystemd"] as const;
const failures = ["EINVAL", "ERANGE"];
const unsigned = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

describe.each(grammars)("a number, %s", (grammar) => {
  test("is read as it was written", () => {
    const property = fc.property(unsigned, (value) => {
      expect(parseUnsigned(String(value), grammar)).toBe(value);
    });
    fc.assert(property);
    const signed = fc.property(fc.integer(), (value) => {
      expect(parseInt32(String(value), grammar)).toBe(value);
    });
    fc.assert(signed);
  });

  test("or refused, whatever it is", () => {
    const part = fc.constantFrom(..." \t+-0123456789xXbBoOafé\0", "18446744073709551616");
    const text = fc.oneof(
      fc.array(part, { maxLength: 6 }).map((parts) => parts.join("")),
      fc.string({ unit: "binary" }),
    );
    const property = fc.property(text, (value) => {
      const results = [parseUnsigned, parseInt32, parsePid].map((parse) => parse(value, grammar));
      for (const result of results) {
        if (typeof result === "string") expect(failures).toContain(result);
        else expect(Number.isInteger(Number(result))).toBe(true);
      }
    });
    fc.assert(property, { numRuns: 2000 });
  });

  test("out of range is so even with something behind it", () => {
    expect(parseUnsigned("18446744073709551616", grammar)).toBe("ERANGE");
    expect(parseInt32("2147483648", grammar)).toBe("ERANGE");
    expect(parseInt32("-2147483648", grammar)).toBe(-2147483648);
    expect(parsePid("0", grammar)).toBe("ERANGE");
    expect(parsePid("2147483647", grammar)).toBe(2147483647);
  });
});

test("libsystemd does not see a sign behind a vertical tab, and strtoul(3) wraps", () => {
  expect(parsePid("\v-18446744073709551615", "libsystemd")).toBe(1);
  expect(parsePid("-18446744073709551615", "libsystemd")).toBe("ERANGE");
  expect(parsePid("\v-18446744073709551615", "strict")).toBe("EINVAL");
});

test("libsystemd reads every base that it has", () => {
  const property = fc.property(unsigned, (value) => {
    const digits = (base: number) => value.toString(base);
    const texts = [`0x${digits(16)}`, `0X${digits(16)}`, `0b${digits(2)}`, `0o${digits(8)}`];
    for (const text of [...texts, `0${digits(8)}`, `+${value}`, ` \t${value}`]) {
      expect(parseUnsigned(text, "libsystemd")).toBe(value);
      if (!/^\d+$/.test(text)) expect(parseUnsigned(text, "strict")).toBe("EINVAL");
    }
  });
  fc.assert(property);
});
