import { expect, test } from "vitest";
import { onReload, type ReloadOptions } from "../../src/notify/reload.js";
import { after } from "../harness/after.js";
import { until } from "../harness/until.js";
import { type Receiver, startReceiver } from "./receiver.js";

const reloading = expect.stringMatching(/^RELOADING=1\nMONOTONIC_USEC=\d+$/);

test("each signal is RELOADING with its time in one message, then READY (77)", async () => {
  const receiver = await startReceiver();
  let count = 0;
  listen(receiver, () => void count++);
  for (const nth of [1, 2]) {
    const before = process.hrtime.bigint() / 1000n;
    process.kill(process.pid, "SIGHUP");
    const { text } = await receiver.next();
    expect(text).toEqual(reloading);
    expect(BigInt(text.split("=").at(-1) ?? "")).toBeGreaterThanOrEqual(before);
    expect((await receiver.next()).text).toBe("READY=1");
    expect(count).toBe(nth);
  }
});

test("READY waits for the reload; signals that come meanwhile cause one more", async () => {
  const receiver = await startReceiver();
  const finish: (() => void)[] = [];
  listen(receiver, () => new Promise<void>((resolve) => finish.push(resolve)), {
    signal: "SIGUSR2",
  });
  process.kill(process.pid, "SIGUSR2");
  await until(() => finish.length === 1);
  for (let more = 0; more < 3; more++) {
    process.kill(process.pid, "SIGUSR2");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect((await receiver.next()).text).toEqual(reloading);
  expect(receiver.count).toBe(1);
  finish[0]?.();
  expect((await receiver.next()).text).toBe("READY=1");
  expect((await receiver.next()).text).toEqual(reloading);
  await until(() => finish.length === 2);
  finish[1]?.();
  expect((await receiver.next()).text).toBe("READY=1");
  expect(finish).toHaveLength(2);
});

test("a reload that fails is shown, and the service goes on; the next one clears it", async () => {
  const receiver = await startReceiver();
  const errors: unknown[] = [];
  const bad = new Error("line 3:\nexpected a number\0\ud800");
  let isBroken = true;
  const reload = async () => {
    if (isBroken) throw bad;
  };
  listen(receiver, reload, { onError: (error) => errors.push(error) });
  process.kill(process.pid, "SIGHUP");
  await receiver.next();
  const { text } = await receiver.next();
  expect(text).toBe("READY=1\nSTATUS=Reload failed: line 3: expected a number");
  expect(errors).toEqual([bad]);
  isBroken = false;
  process.kill(process.pid, "SIGHUP");
  await receiver.next();
  expect((await receiver.next()).text).toBe("READY=1\nSTATUS=");
});

test("without a service manager it reloads all the same; when it cannot be told, onError hears it", async () => {
  const errors: unknown[] = [];
  let count = 0;
  for (const env of [{}, { NOTIFY_SOCKET: "/nonexistent" }]) {
    const onError = (error: unknown) => errors.push(error);
    const handle = onReload(() => void count++, { env, onError });
    process.kill(process.pid, "SIGHUP");
    await until(() => count > 0);
    handle.stop();
    count = 0;
  }
  await until(() => errors.length === 2);
  expect(errors).toMatchObject([{ code: "NOTIFY_FAILED" }, { code: "NOTIFY_FAILED" }]);
});

function listen(
  receiver: Receiver,
  reload: () => void | Promise<void>,
  options: ReloadOptions = {},
) {
  const handle = onReload(reload, { ...options, env: receiver.env });
  after(() => handle.stop());
}
