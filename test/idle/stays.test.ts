import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { exitWhenIdle } from "../../src/index.js";
import { errorOf } from "../errors/errors-of.js";
import { activate, whenTold } from "../harness/activate.js";
import { connectFirst } from "../harness/connect.js";
import { root } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { type Running, start } from "../harness/start.js";
import { command, deadlineMs, newSocket, type ServerOptions, serve } from "./served.js";

const after = "200ms";
const fallback = { host: "127.0.0.1", port: 0 };

/** It says why it never leaves, and does not. */
async function stays(running: Running, reason: string): Promise<void> {
  const [, found] = await running.line(/^ready: never (\S+), idle true$/, { deadlineMs });
  expect(found).toBe(reason);
  await pause(1000);
  expect(running.hasEnded, running.output.all()).toBe(false);
}

test("a server stays, and says why", async () => {
  const activated = async (options: Omit<ServerOptions, "kind" | "after">, name?: string) => {
    const socket = { ...(await newSocket("tcp")), ...(name && { name }) };
    return activate([socket], command({ kind: "net", after, ...options }));
  };
  const alone = command({ kind: "http", after, listen: { fallback } });
  const withConnection = command({ kind: "net", after, listen: false });
  const other = { name: "other", optional: true, fallback };
  await Promise.all([
    stays(start(alone), "not-activated"),
    stays(activate([{ kind: "connected" }], withConnection), "not-activated"),
    stays(await activated({ listen: other }, "web"), "not-passed"),
    stays(await activated({ listen: false }), "not-passed"),
  ]);
});

test.each(["0", "infinity"])("a server stays when the idle time is %s", async (span) => {
  const running = activate([await newSocket("tcp")], command({ kind: "net", after: span }));
  await stays(running, "infinite");
});

test("a server stays when it was told to, even after a client", async () => {
  const socket = await newSocket("tcp");
  const running = activate([socket], whenTold(command({ kind: "net", after: "2s" })));
  const client = await connectFirst(running, socket.address);
  await running.line(/^ready: /, { deadlineMs });
  running.stdin?.write("cancel\nstate\n");
  await running.line(/^now: never /, { deadlineMs });
  client.destroy();
  await pause(2500);
  expect(running.hasEnded, running.output.all()).toBe(false);
});

const { test: asRoot } = needsRoot("unshare");

asRoot("PID 1 stays unless it handles SIGTERM, which the kernel ignores otherwise", async () => {
  const first = ["unshare", "--pid", "--fork", "--kill-child"];
  const lie = { LISTEN_PID: "1" };
  const asFirst = async (sigterm?: "exit") => {
    const server = command({ kind: "net", after: "500ms", ...(sigterm && { sigterm }) });
    return activate([await newSocket("tcp")], [...first, ...server], { lie });
  };
  await stays(await asFirst(), "first-process");
  expect(await (await asFirst("exit")).exit({ deadlineMs })).toEqual({ code: 0, signal: null });
});

test("a program that closes by itself is left alone", async () => {
  const { running } = await serve({ kind: "http", after: "2500ms", sigterm: "drain" });
  running.signal("SIGTERM");
  expect(await running.exit({ deadlineMs })).toEqual({ code: 0, signal: null });
  expect(running.output.matches(/^SIGTERM$/)).toHaveLength(1);
});

describe("refused is", () => {
  test.each(["fork", "thread"])("a worker: %s", async (manner) => {
    const argv = [process.execPath, `${root}/test/idle/programs/worker.mjs`, manner];
    const running = activate([await newSocket("tcp")], argv);
    await running.line(/^IDLE_IN_WORKER: cannot exit when idle in a (worker|thread)/, {
      deadlineMs,
    });
  });

  test("no server at all, and a time that is none", () => {
    expect(errorOf(() => exitWhenIdle([], { after: "1s" })).code).toBe("IDLE_SERVERS_MISSING");
    const soon = () => exitWhenIdle(createServer(), { after: "soon" });
    expect(errorOf(soon).code).toBe("SPAN_MALFORMED");
  });
});
