import { expect, test } from "vitest";
import { barrier } from "../../src/notify/barrier.js";
import { notify } from "../../src/notify/notify.js";
import { fds } from "../harness/procs.js";
import { until } from "../harness/until.js";
import { startReceiver } from "./receiver.js";
import { codes } from "./refusal.js";

test("without a service manager there is nothing to wait for", async () => {
  expect(await barrier({ env: {} })).toBe(false);
});

test("waits until all before it was read, and lets the event loop run", async () => {
  const receiver = await startReceiver({ isHeld: true });
  await notify({ ready: true }, receiver);
  let isOver = false;
  const waiting = barrier({ env: receiver.env, timeoutMs: Number.POSITIVE_INFINITY }).then(
    (sent) => {
      isOver = true;
      return sent;
    },
  );
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isOver).toBe(false);
  receiver.release();
  expect(await waiting).toBe(true);
  expect((await receiver.next()).text).toBe("READY=1");
  const { text, fds: passed } = await receiver.next();
  expect({ text, passed }).toEqual({
    text: "BARRIER=1",
    passed: [expect.stringMatching(/^pipe:/)],
  });
});

test("gives up after timeoutMs, and leaves no descriptor open", async () => {
  const receiver = await startReceiver({ keepsFds: true });
  const pipes = () => [...fds(process.pid).values()].filter((target) => target.startsWith("pipe:"));
  const before = pipes().length;
  const waiting = barrier({ env: receiver.env, timeoutMs: 100 });
  expect(await codes(waiting)).toBe("NOTIFY_BARRIER_TIMEOUT ETIMEDOUT");
  await until(() => pipes().length === before);
});

test("cannot wait for nobody", async () => {
  const nobody = barrier({ env: { NOTIFY_SOCKET: "/nonexistent" } });
  expect(await codes(nobody)).toBe("NOTIFY_FAILED ENOENT");
  expect(await codes(barrier({ timeoutMs: -1 }))).toBe("NOTIFY_MALFORMED EINVAL");
});
