import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatSpan, parseSpan } from "../../src/time/span.js";
import { errorOf, givesOrRefuses } from "../errors/errors-of.js";

const second = 1_000_000;
const day = 86_400 * second;

const good: [span: string, microseconds: number][] = [
  ["0", 0],
  ["90", 90 * second],
  ["90s", 90 * second],
  ["1min 30s", 90 * second],
  ["1min30s", 90 * second],
  ["1 min 30 s", 90 * second],
  ["  90s ", 90 * second],
  ["10min", 600 * second],
  ["10m", 600 * second],
  ["500ms", second / 2],
  ["1.5h", 5400 * second],
  ["0.29s", 290_000],
  ["1.", second],
  ["7us", 7],
  ["2 seconds 1 minute", 62 * second],
  ["2h", 7200 * second],
  ["1hr 1hour 2hours", 4 * 3600 * second],
  ["1d 1day 2days", 4 * day],
  ["1w 1week 2weeks", 28 * day],
  ["1month", 2_629_800 * second],
  ["1y", 31_557_600 * second],
  ["1year 2years", 3 * 31_557_600 * second],
  ["infinity", Number.POSITIVE_INFINITY],
];

const bad = [
  ...[
    "",
    " ",
    "s",
    "min",
    "-5",
    "-1min",
    "+5",
    "5x",
    "5 minn",
    "1e3",
    "0x10",
    "1,5s",
    ".5s",
    "1..5s",
  ],
  ...[
    "12.34.56",
    "10min foo",
    "foo 10min",
    "Infinity",
    "infinity 5s",
    "5s infinity",
    "10MIN",
    "1\n\0s",
  ],
  ...["101years", "99999999999999999999h", "９s"],
];

describe("parseSpan", () => {
  test.each(["0.0000001", "0.1us", "0 0.0000001"])("reads %j as 1 µs, not as 0", (span) => {
    expect(parseSpan(span)).toBe(1);
  });

  test.each(good)("reads %j as %d µs", (span, microseconds) => {
    expect(parseSpan(span)).toBe(microseconds);
  });

  test.each(bad)("refuses %j", (span) => {
    const error = errorOf(() => parseSpan(span));
    expect(error.code).toBe("SPAN_MALFORMED");
    expect(error.message).toMatch(/expected something like 90s/);
  });

  test("gives back every time it formatted", () => {
    const microseconds = fc.oneof(fc.nat(), fc.integer({ min: 0, max: 100 * 365 * day }));
    const property = fc.property(microseconds, (time) => {
      expect(parseSpan(formatSpan(time))).toBe(time);
    });
    fc.assert(property, { numRuns: 1000 });
  });

  test("throws nothing but sentences, whatever it is given", () => {
    const parts = fc.constantFrom(
      "1",
      "0",
      "9",
      ".",
      " ",
      "s",
      "min",
      "h",
      "infinity",
      "-",
      "y",
      "\t",
    );
    const text = fc.oneof(
      fc.array(parts, { maxLength: 9 }).map((list) => list.join("")),
      fc.string({ unit: "binary" }),
    );
    const property = fc.property(text, (span) => givesOrRefuses(() => parseSpan(span)));
    fc.assert(property, { numRuns: 2000 });
  });
});

describe("formatSpan", () => {
  test.each([
    [600 * second, "10min"],
    [5400 * second, "1h 30min"],
    [second / 2, "500ms"],
    [day + 1, "1d 1us"],
    [0, "0"],
    [Number.POSITIVE_INFINITY, "infinity"],
  ])("writes %d µs as %s", (microseconds, span) => {
    expect(formatSpan(microseconds)).toBe(span);
  });
});
