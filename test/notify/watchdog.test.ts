import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { notifyRaw } from "../../src/notify/notify.js";
import { type WatchdogOptions, type WatchdogSkip, watchdog } from "../../src/notify/watchdog.js";
import { errorOf } from "../errors/errors-of.js";
import { after } from "../harness/after.js";
import { patienceMs, until } from "../harness/until.js";
import { type Receiver, startReceiver } from "./receiver.js";

describe("without a watchdog", () => {
  test.each([
    ["nobody waits for pings", { NOTIFY_SOCKET: "/nonexistent" }],
    ["another process is watched", { NOTIFY_SOCKET: "/n", WATCHDOG_USEC: "9", WATCHDOG_PID: "1" }],
    ["there is nobody to ping", { WATCHDOG_USEC: "1000000" }],
  ])("%s: nothing happens, which is a value", (_, env) => {
    const handle = watchdog({ env, check: () => expect.unreachable() });
    handle.stop();
    expect(handle).toMatchObject({ isEnabled: false, intervalMs: 0 });
  });

  test("a malformed WATCHDOG_USEC is an error", () => {
    const call = () => watchdog({ env: { NOTIFY_SOCKET: "/n", WATCHDOG_USEC: "soon" } });
    expect(errorOf(call).code).toBe("WATCHDOG_MALFORMED");
  });
});

test.each([
  ["30000000", 15_000],
  ["3000", 1],
  ["1", 1],
  ["3001", 1],
  ["18446744073709551614", 2 ** 31 - 1],
])("WATCHDOG_USEC=%s is a ping every %d ms", (WATCHDOG_USEC, intervalMs) => {
  const handle = watchdog({ env: { NOTIFY_SOCKET: "/nonexistent", WATCHDOG_USEC } });
  handle.stop();
  expect(handle).toMatchObject({ isEnabled: true, intervalMs });
});

describe("pings", () => {
  test("at once, then every half of the time, until stopped", async () => {
    const receiver = await startReceiver();
    const began = performance.now();
    const { handle } = begin(receiver, "400000");
    for (let count = 0; count < 4; count++) expect((await receiver.next()).text).toBe("WATCHDOG=1");
    expect(performance.now() - began).toBeGreaterThan(3 * 199);
    handle.stop();
    const count = await countedNow(receiver);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(receiver.count).toBe(count);
  });

  test("go on when NOTIFY_SOCKET leaves the environment", async () => {
    const receiver = await startReceiver();
    const env = { ...receiver.env, WATCHDOG_USEC: "100000" };
    const handle = watchdog({ env, unsetEnvironment: true });
    after(() => handle.stop());
    env.NOTIFY_SOCKET = "/nonexistent";
    await receiver.next();
    await receiver.next();
    expect(env).toEqual({ NOTIFY_SOCKET: "/nonexistent" });
  });

  test.each<[string, () => unknown, WatchdogSkip]>([
    ["says no", () => false, { reason: "unhealthy" }],
    ["says no later", async () => false, { reason: "unhealthy" }],
    ["throws", () => Promise.reject("ill"), { reason: "unhealthy", error: "ill" }],
    ["never answers", () => new Promise(() => undefined), { reason: "check-late", timeoutMs: 50 }],
  ])("stop while the check %s, and come back", async (_, sick, skip) => {
    const receiver = await startReceiver();
    let answer: () => unknown = () => undefined;
    const { skips } = begin(receiver, "400000", { check: () => answer(), checkTimeoutMs: 50 });
    await receiver.next();
    answer = sick;
    await until(() => skips.length >= 3);
    const count = await countedNow(receiver);
    await until(() => skips.length >= 6);
    expect(receiver.count).toBe(count);
    expect(skips[0]).toEqual(skip);
    answer = () => "anything but false";
    if (skip.reason !== "check-late") await until(() => receiver.count > count);
  });

  test("come back with the health, sooner than after the half of the time", async () => {
    const receiver = await startReceiver();
    let isWell = false;
    const { handle, skips } = begin(receiver, "124000000", { check: () => isWell });
    expect(handle.intervalMs).toBeGreaterThan(patienceMs);
    await until(() => skips.length === 1);
    isWell = true;
    expect((await receiver.next()).text).toBe("WATCHDOG=1");
  });

  test("stopped in the middle of a check, nothing follows", async () => {
    const receiver = await startReceiver();
    let asked = 0;
    let answer: () => void = () => undefined;
    const check = () => {
      asked++;
      return new Promise<void>((resolve) => {
        answer = resolve;
      });
    };
    const { handle, skips } = begin(receiver, "1000000", { check });
    await until(() => asked === 1);
    handle.stop();
    answer();
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect({ asked, skips, sent: receiver.count }).toEqual({ asked: 1, skips: [], sent: 0 });
  });

  test("are never asked for twice at a time", async () => {
    const receiver = await startReceiver();
    let asked = 0;
    const check = () => {
      asked++;
      return new Promise(() => undefined);
    };
    const { skips } = begin(receiver, "40000", { check });
    await until(() => skips.length >= 5);
    expect(asked).toBe(1);
  });

  test("are left out when the event loop was held up, and only then", async () => {
    const receiver = await startReceiver();
    const { skips } = begin(receiver, "4000000", { maxLagMs: 1000 });
    await receiver.next();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
    const [skip] = await until(() => skips.length > 0 && skips);
    expect(skip).toMatchObject({ reason: "lag", maxLagMs: 1000 });
    await receiver.next();
  });

  test("that cannot be sent are told, and tried again", async () => {
    const { skips } = begin({ env: { NOTIFY_SOCKET: "/nonexistent" } }, "40000");
    await until(() => skips.length >= 2);
    expect(skips[1]).toMatchObject({ reason: "not-sent", error: { errno: "ENOENT" } });
  });
});

/** How many messages have come, when all that were sent have. */
async function countedNow(receiver: Receiver): Promise<number> {
  const mark = `STATUS=${randomUUID()}`;
  await notifyRaw(mark, receiver);
  await until(() => receiver.texts.includes(mark), { what: "the mark behind all before it" });
  return receiver.count;
}

function begin(
  receiver: Pick<Receiver, "env">,
  WATCHDOG_USEC: string,
  options: WatchdogOptions = {},
) {
  const skips: WatchdogSkip[] = [];
  const onSkip = (skip: WatchdogSkip) => void skips.push(skip);
  const env = { ...receiver.env, WATCHDOG_USEC, WATCHDOG_PID: String(process.pid) };
  const handle = watchdog({ ...options, env, onSkip });
  after(() => handle.stop());
  return { handle, skips };
}
