import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Environment, readClaim, type Self } from "../../src/listen/environment.js";
import { errorOf, givesOrRefuses } from "../errors/errors-of.js";

const self: Self = { pid: 42, parent: 41, findPidfdId: () => 7n };
const strict = { grammar: "strict", missingPid: "foreign" } as const;
const tolerant = { grammar: "strict", missingPid: "ours" } as const;

function claim(env: Environment, dialect: Parameters<typeof readClaim>[2] = strict) {
  return readClaim(env, self, dialect);
}

describe("LISTEN_*", () => {
  test("is ours by our pid, and by our pidfd where that is said and known", () => {
    const env = { LISTEN_PID: "42", LISTEN_FDS: "2" };
    const both = { first: 3, count: 2 };
    expect(claim(env)).toEqual(both);
    expect(claim({ ...env, LISTEN_PIDFDID: "7" })).toEqual(both);
    expect(claim({ ...env, LISTEN_PIDFDID: "8" })).toBeUndefined();
    const unknowing = { ...self, findPidfdId: () => undefined };
    expect(readClaim({ ...env, LISTEN_PIDFDID: "8" }, unknowing, strict)).toEqual(both);
  });

  test("is ours when our parent handed it over, and no grandchild's", () => {
    const env = { LISTEN_PID: "41", LISTEN_FDS: "1" };
    expect(claim({ ...env, ROUSE_LISTEN_PARENT: "41" })).toEqual({ first: 3, count: 1 });
    expect(claim({ ...env, ROUSE_LISTEN_PARENT: "40" })).toBeUndefined();
    const malformed = { ...env, ROUSE_LISTEN_PARENT: "x" };
    expect(errorOf(() => claim(malformed)).message).toContain("ROUSE_LISTEN_PARENT");
  });

  test("is not asked of a pid that is another's before anything else is read", () => {
    expect(claim({ LISTEN_PID: "1", LISTEN_FDS: "nonsense" })).toBeUndefined();
    expect(claim({ LISTEN_FDS: "nonsense" })).toBeUndefined();
  });

  test("may begin elsewhere in the dialect of launchers for development only", () => {
    const env = { LISTEN_FDS: "1", LISTEN_FDS_FIRST_FD: "10" };
    expect(claim(env, tolerant)).toEqual({ first: 10, count: 1 });
    expect(claim({ ...env, LISTEN_PID: "42" })).toEqual({ first: 3, count: 1 });
    expect(claim({ ...env, LISTEN_PID: "1" }, tolerant)).toBeUndefined();
    for (const LISTEN_FDS_FIRST_FD of ["2", "-1", "x", ""]) {
      expect(errorOf(() => claim({ ...env, LISTEN_FDS_FIRST_FD }, tolerant)).errno).toBe("EINVAL");
    }
  });

  test("gives a claim or a sentence, whatever it says", () => {
    const value = fc.option(
      fc.oneof(fc.constantFrom("42", "41", "1", "7", "", "-1"), fc.string({ unit: "binary" })),
      { nil: undefined },
    );
    const env = fc.record({
      LISTEN_PID: value,
      LISTEN_PIDFDID: value,
      LISTEN_FDS: value,
      LISTEN_FDS_FIRST_FD: value,
      ROUSE_LISTEN_PARENT: value,
    });
    const dialect = fc.record({
      grammar: fc.constantFrom("strict", "libsystemd"),
      missingPid: fc.constantFrom("foreign", "ours"),
    });
    const property = fc.property(env, dialect, (given, spoken) =>
      givesOrRefuses(() => claim(given, spoken)),
    );
    fc.assert(property, { numRuns: 2000 });
  });
});
