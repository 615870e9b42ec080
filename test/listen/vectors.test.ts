import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type Answers, askVectors, needsLibsystemd } from "./ask-vectors.js";
import { vectors } from "./vectors.js";

const titled = vectors.map((vector) => {
  const { number, env, expected, strict = expected } = vector;
  const title = `${number}. ${JSON.stringify(env)}`;
  return { ...vector, title, strict };
});

const resultOf = ({ names, errno }: { names?: string[]; errno?: string } = {}) => names ?? errno;

describe("LISTEN_* of each vector", () => {
  let answers: Answers[];
  beforeAll(async () => {
    answers = await askVectors(vectors.map(({ env }) => env));
  });

  describe.each(titled)("$title", ({ expected, strict, ...vector }) => {
    const index = vectors.findIndex(({ env }) => env === vector.env);
    const find = () => answers[index] as Answers;

    test("is read as libsystemd reads it", () => {
      expect(resultOf(find().libsystemd)).toEqual(expected);
      const theirs = find().theirs;
      if (!theirs) return;
      expect(resultOf(theirs)).toEqual(expected);
      expect(find().libsystemd.closeOnExec).toEqual(theirs.closeOnExec);
    });

    test("is read strictly", () => {
      expect(resultOf(find().strict)).toEqual(strict);
    });
  });

  test("gives errors that say which variable", () => {
    const codes = answers.map(({ libsystemd }) => libsystemd.code).filter(Boolean);
    expect(new Set(codes)).toEqual(
      new Set(["LISTEN_VARIABLE_MALFORMED", "LISTEN_NAMES_COUNT", "LISTEN_FD_MISSING"]),
    );
  });

  test("31. sets close-on-exec on those before the one that is missing", () => {
    const index = vectors.findIndex(({ number }) => number === 31);
    expect(answers[index]?.libsystemd.closeOnExec).toEqual([true, true, true]);
  });

  test("5. leaves what is not ours inheritable", () => {
    const index = vectors.findIndex(({ number }) => number === 5);
    expect(answers[index]?.libsystemd.closeOnExec).toEqual([false, false, false]);
  });
});

needsLibsystemd().describe("whatever stands in LISTEN_*", () => {
  const parts = ["0", "1", "2", "7", "9", "+", "-", " ", "\t", "\v", "0x", "0b", "0O", "a", "_"];
  const number = fc
    .array(fc.constantFrom(...parts, "18446744073709551615", "9223372036854775808"), {
      maxLength: 4,
    })
    .map((list) => list.join(""));
  const pid = fc.oneof(fc.constantFrom("{P}", "0x{hex}", "+{P}"), number);
  const count = fc.oneof(fc.constantFrom("1", "2", "3"), number);
  const name = fc
    .array(fc.constantFrom("a", ":", "\\", "é", '"', " ", "𝄞"), { maxLength: 6 })
    .map((list) => list.join(""));
  const environment = fc.record(
    { LISTEN_PID: pid, LISTEN_FDS: count, LISTEN_FDNAMES: name },
    { requiredKeys: ["LISTEN_PID", "LISTEN_FDS"] },
  );

  test("is read as libsystemd of this machine reads it", async () => {
    const cases = fc.sample(environment, 2000);
    const answers = await askVectors(cases);
    const differing = answers.flatMap(({ libsystemd, theirs }, index) => {
      const { code: _, ...ours } = libsystemd;
      const isSame = JSON.stringify(ours) === JSON.stringify(theirs);
      return isSame ? [] : [{ env: cases[index], ours, theirs }];
    });
    expect(differing).toEqual([]);
    expect(answers.filter(({ theirs }) => theirs?.names?.length)).not.toEqual([]);
  });
});
