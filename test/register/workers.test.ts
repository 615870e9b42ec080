import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { activate, type ListeningSocket } from "../harness/activate.js";
import { ask, converse } from "../harness/connect.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { fds, isAlive } from "../harness/procs.js";
import { backlogOf, socketInode } from "../harness/sockets.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { fixture } from "./program.js";
import { deadlineMs, registered } from "./serve.js";

function begin(socket: ListeningSocket, scheduling: string, kind: string, args: unknown[]) {
  const program = [fixture("cluster.mjs"), scheduling, kind, JSON.stringify(args)];
  return activate([socket], [...registered, ...program]);
}

const places: Record<string, () => Promise<[ListeningSocket, unknown[]]>> = {
  TCP: async () => {
    const port = await freePort();
    return [{ kind: "tcp", address: `127.0.0.1:${port}` }, [port]];
  },
  unix: async () => {
    const path = join(tempDir(), "socket");
    return [{ kind: "unix", address: path }, [path]];
  },
};

describe.each(["rr", "none"])("workers of a cluster, scheduling %s", (scheduling) => {
  test.each(Object.keys(places))("may die, the socket stays: %s", async (place) => {
    const [socket, args] = (await places[place]?.()) ?? [];
    if (!socket || !args) throw new Error(`expected a place, got ${place}`);
    const primary = begin(socket, scheduling, "net", args);
    for (const nth of [1, 2, 3]) {
      const [, pid = ""] = await primary.line(/^(?:serves|failed) (.*)$/, { nth, deadlineMs });
      expect(await converse(socket.address, "", { deadlineMs })).toBe(pid);
      expect(backlogOf(socket.address)).toBe(4096);
      process.kill(Number(pid), "SIGKILL");
      await until(() => !isAlive(Number(pid)), { what: "the end of the worker" });
    }
    expect(primary.stderr).toBe("");
  });
});

describe("workers of a cluster", () => {
  test.each([{}, { exclusive: true }])("serve UDP %o", async (options) => {
    const port = await freePortPair();
    const address = `127.0.0.1:${port}`;
    const args = [{ port, address: "127.0.0.1", ...options }];
    const primary = begin({ kind: "udp", address }, "rr", "udp4", args);
    const [, pid] = await primary.line(/^(?:serves|failed) (.*)$/, { deadlineMs });
    expect(await ask(address, "who", { deadlineMs })).toBe(pid);
  });

  test.each([{ exclusive: true }, { exclusive: true, reusePort: true }])(
    "that bind by themselves (%o) have the socket too",
    async (options) => {
      const port = await freePort();
      const address = `127.0.0.1:${port}`;
      const args = [{ port, host: "127.0.0.1", ...options }];
      const primary = begin({ kind: "tcp", address }, "rr", "net", args);
      const [, pid] = await primary.line(/^(?:serves|failed) (.*)$/, { deadlineMs });
      expect(await converse(address, "", { deadlineMs })).toBe(pid);
      expect(socketInode(Number(pid), 3)).toBe(socketInode(primary.pid, 3));
    },
  );
});

test("threads have it each for itself", async () => {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const program = [fixture("threads.mjs"), String(port)];
  const running = activate([{ kind: "tcp", address }], [...registered, ...program]);
  const [, first, second] = await running.line(/^serve (\d+) (\d+)$/, { deadlineMs });
  expect([first, second]).toContain(await converse(address, "", { deadlineMs }));
  running.stdin?.write("end one\n");
  await running.line(/^one ended$/, { deadlineMs });
  expect(await converse(address, "", { deadlineMs })).toBe(second);
});

test("a child that is no part of the program gets no socket", async () => {
  const port = await freePort();
  const text = `const { spawn } = require("node:child_process");
    const env = { ...process.env, npm_lifecycle_event: "start" };
    const child = spawn("sh", ["-c", "echo child $$; sleep 60; :"], { stdio: "inherit", env });`;
  const socket: ListeningSocket = { kind: "tcp", address: `127.0.0.1:${port}` };
  const running = activate([socket], [...registered, "--eval", text]);
  const [, child] = await running.line(/^child (\d+)$/, { deadlineMs });
  const inode = socketInode(running.pid, 3);
  expect(inode).toBeDefined();
  expect([...fds(Number(child)).values()]).not.toContain(`socket:[${inode}]`);
});
