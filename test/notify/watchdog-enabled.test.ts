import { expect, test } from "vitest";
import { watchdogEnabled } from "../../src/notify/watchdog-enabled.js";
import { errorOf } from "../errors/errors-of.js";

const own = String(process.pid);
const day = "30000000";

test.each<[string, string | undefined, string, bigint | undefined]>([
  ["48", undefined, day, 30_000_000n],
  ["49", own, day, 30_000_000n],
  ["50", "1", day, undefined],
  ["52", own, "18446744073709551614", 2n ** 64n - 2n],
  ["55", own, "0x10", 16n],
  ["55, our pid in another notation", `0x${process.pid.toString(16)}`, "+1", 1n],
])("vector %s: WATCHDOG_PID=%s WATCHDOG_USEC=%s is %s", (_, WATCHDOG_PID, usec, expected) => {
  expect(watchdogEnabled({ env: { WATCHDOG_PID, WATCHDOG_USEC: usec } })).toBe(expected);
});

test.each([
  ["51", own, "0", "EINVAL"],
  ["52", own, "18446744073709551615", "EINVAL"],
  ["52", own, "18446744073709551616", "ERANGE"],
  ["53", own, "-1", "ERANGE"],
  ["54", own, "", "EINVAL"],
  ["54", own, "30s", "EINVAL"],
  ["54", own, "1.5", "EINVAL"],
  ["54", own, "30000000 ", "EINVAL"],
  ["56", "abc", day, "EINVAL"],
  ["56", "", day, "EINVAL"],
  ["51, though it is for another process", "1", "0", "EINVAL"],
])("vector %s: WATCHDOG_PID=%s WATCHDOG_USEC=%s is %s", (_, WATCHDOG_PID, usec, errno) => {
  const env = { WATCHDOG_PID, WATCHDOG_USEC: usec };
  const error = errorOf(() => watchdogEnabled({ env, unsetEnvironment: true }));
  expect(error).toMatchObject({ code: "WATCHDOG_MALFORMED", errno });
  expect(env).toEqual({});
});

test("without WATCHDOG_USEC nobody waits for pings", () => {
  expect(watchdogEnabled({ env: { WATCHDOG_PID: "abc" } })).toBeUndefined();
});

test("the environment is left alone unless asked", () => {
  const env: Record<string, string | undefined> = { WATCHDOG_USEC: day, OTHER: "1" };
  expect(watchdogEnabled({ env })).toBe(30_000_000n);
  expect(env).toEqual({ WATCHDOG_USEC: day, OTHER: "1" });
  expect(watchdogEnabled({ env, unsetEnvironment: true })).toBe(30_000_000n);
  expect(env).toEqual({ OTHER: "1" });
});
