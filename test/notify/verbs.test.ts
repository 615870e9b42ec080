import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import * as verbs from "../../src/notify/verbs.js";
import { after } from "../harness/after.js";
import { root } from "../harness/paths.js";
import { startReceiver } from "./receiver.js";
import { codes } from "./refusal.js";

test("each says its assignment, with a status where one is given", async () => {
  const receiver = await startReceiver();
  const { env } = receiver;
  await verbs.ready({ env });
  await verbs.reloading({ env, status: "a" });
  await verbs.stopping({ env, status: "b" });
  await verbs.status("", { env });
  await verbs.extendTimeout(0.0005, { env });
  await verbs.extendTimeout(1500, { env });
  await verbs.mainPid(7, { env });
  const texts = [];
  for (let count = 0; count < 7; count++) texts.push((await receiver.next()).text);
  expect(texts).toEqual([
    "READY=1",
    expect.stringMatching(/^RELOADING=1\nMONOTONIC_USEC=\d+\nSTATUS=a$/),
    "STOPPING=1\nSTATUS=b",
    "STATUS=",
    "EXTEND_TIMEOUT_USEC=1",
    "EXTEND_TIMEOUT_USEC=1500000",
    "MAINPID=7",
  ]);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
  "%s is no time to extend by",
  async (ms) => {
    expect(await codes(verbs.extendTimeout(ms, { env: {} }))).toBe("NOTIFY_MALFORMED EINVAL");
  },
);

test("a worker thread speaks for its process", async () => {
  const receiver = await startReceiver();
  const code = `import(${JSON.stringify(`${root}/dist/index.js`)}).then(({ status }) => status("from a thread"))`;
  const worker = new Worker(code, { eval: true, env: { ...receiver.env } });
  after(() => void worker.terminate());
  expect(await receiver.next()).toMatchObject({ text: "STATUS=from a thread", pid: process.pid });
});
