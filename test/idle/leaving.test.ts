import { expect, test } from "vitest";
import { converse } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { startReceiver } from "../notify/receiver.js";
import { deadlineMs, ended, exits, holdServer, leaves, serve } from "./served.js";

test("says STOPPING=1, does what is to be done before, and ends by SIGTERM", async () => {
  const receiver = await startReceiver();
  const options = { kind: "net", after: "100ms", beforeExit: "wait" } as const;
  const { running } = await serve(options, { env: receiver.env });
  expect((await receiver.next()).text).toBe("STOPPING=1\nSTATUS=idle");
  await running.line(/^waiting$/, { deadlineMs });
  running.signal("SIGUSR2");
  expect(await running.exit({ deadlineMs })).toEqual(ended);
});

test("who comes while that is done is served by the next", async () => {
  const { holder, address } = await holdServer({ kind: "net", after: "100ms", beforeExit: "wait" });
  const first = JSON.parse(await converse(address, "?\n", { deadlineMs }));
  await holder.line(/^waiting$/, { deadlineMs });
  const answer = converse(address, "?\n", { deadlineMs });
  expect(exits(holder)).toEqual([]);
  process.kill(first.pid, "SIGUSR2");
  await leaves(holder);
  expect(JSON.parse(await answer).pid).not.toBe(first.pid);
});

test("what goes wrong before is heard, or is an error like any other", async () => {
  const options = { kind: "net", after: "100ms", beforeExit: "throw" } as const;
  const env = { NOTIFY_SOCKET: "/nonexistent" };
  const heard = await serve({ ...options, onError: true }, { env });
  expect(await heard.running.exit({ deadlineMs })).toEqual(ended);
  expect(heard.running.output.matches(/^failed: (.*)$/).map(([, why]) => why)).toEqual([
    expect.stringContaining("cannot notify the service manager at '/nonexistent'"),
    "the disk is full",
  ]);
  const { running } = await serve(options);
  expect(await running.exit({ deadlineMs })).toEqual({ code: 1, signal: null });
  expect(running.stderr).toContain("the disk is full");
});

test.each(["net", "http", "https", "http2", "https2", "udp"] as const)(
  "a handler of SIGTERM that closes a server of %s finds no error",
  async (kind) => {
    const { running } = await serve({ kind, after: "100ms", sigterm: "close" });
    expect(await running.exit({ deadlineMs })).toEqual({ code: 3, signal: null });
    expect(running.output.matches(/^closed undefined$/)).toHaveLength(1);
  },
);

test("a socket that is kept is held no longer than the process lives", async () => {
  const options = { kind: "http", after: "100ms", listen: { keep: true } } as const;
  const { holder, address } = await holdServer(options, "unix");
  const pids = [];
  for (const nth of [1, 2]) {
    pids.push((await get(address, { deadlineMs })).body);
    await holder.line(/^exited \d+ -15$/, { nth, deadlineMs });
  }
  expect(new Set(pids).size).toBe(2);
});
