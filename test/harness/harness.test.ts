import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { activate, hold } from "./activate.js";
import { ask, connect, converse } from "./connect.js";
import { get } from "./http.js";
import { freePort, freePortPair } from "./ports.js";
import { environ, fds, isAlive, rss } from "./procs.js";
import { run, start } from "./start.js";
import { tempDir } from "./temp.js";
import { until } from "./until.js";

const sleeper = ["sh", "-c", "setsid sleep 60 & echo $!; echo ready; wait"];

describe("start", () => {
  let pids: number[] = [];

  test("collects output and waits for a line", async () => {
    const running = start(sleeper);
    const [text] = await running.line(/^\d+$/);
    await running.line(/^ready$/, { from: "stdout" });
    pids = [running.pid, Number(text)];
    expect(pids.map(isAlive)).toEqual([true, true]);
    await expect(running.line(/never/, { deadlineMs: 50 })).rejects.toThrow("stdout: ready");
  });

  test("has ended what the test before started, its sessions included", () => {
    expect(pids.map(isAlive)).toEqual([false, false]);
  });

  test("finds a daemon whose parent is gone", async () => {
    const running = start(["sh", "-c", "setsid sleep 60 >&- 2>&- <&- & echo $!"]);
    expect(await running.exit()).toEqual({ code: 0, signal: null });
    expect(running.survivors()).toEqual([Number(running.stdout)]);
  });

  test("tells status and signal", async () => {
    expect(await run(["sh", "-c", "echo out; echo err >&2; exit 3"])).toEqual({
      code: 3,
      signal: null,
      stdout: "out\n",
      stderr: "err\n",
    });
    expect(await start(["sleep", "60"]).stop("SIGUSR1")).toEqual({ code: null, signal: "SIGUSR1" });
  });

  test("refuses a program that is not there", () => {
    expect(() => start(["/nonexistent/program"])).toThrow("cannot start");
  });
});

describe("activate", () => {
  const python = ["python3", "-uc"];
  const look = `import os, socket
print(os.environ["LISTEN_FDS"], os.environ["LISTEN_PID"] == str(os.getpid()), os.environ["LISTEN_FDNAMES"])
for fd in range(3, 3 + int(os.environ["LISTEN_FDS"])):
    s = socket.socket(fileno=fd)
    print(s.family.name, s.type.name, s.getsockname(), s.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN), sep="|")
`;

  test("passes every kind of socket, with the right pid and names", async () => {
    const port = await freePortPair();
    const folder = tempDir();
    const running = activate(
      [
        { kind: "tcp", address: `127.0.0.1:${port}`, name: "web" },
        { kind: "tcp", address: `[::]:${port}`, v6only: true },
        { kind: "udp", address: `127.0.0.1:${port}` },
        { kind: "unix", address: join(folder, "s") },
        { kind: "unix-dgram", address: join(folder, "d") },
        { kind: "unix-seqpacket", address: `@rouse-harness-${process.pid}` },
      ],
      [...python, look],
    );
    expect(await running.exit()).toEqual({ code: 0, signal: null });
    expect(running.stdout.split("\n").slice(0, -1)).toEqual([
      "6 True web:unknown:unknown:unknown:unknown:unknown",
      `AF_INET|SOCK_STREAM|('127.0.0.1', ${port})|1`,
      `AF_INET6|SOCK_STREAM|('::', ${port}, 0, 0)|1`,
      `AF_INET|SOCK_DGRAM|('127.0.0.1', ${port})|0`,
      `AF_UNIX|SOCK_STREAM|${join(folder, "s")}|1`,
      `AF_UNIX|SOCK_DGRAM|${join(folder, "d")}|0`,
      `AF_UNIX|SOCK_SEQPACKET|b'\\x00rouse-harness-${process.pid}'|1`,
    ]);
  });

  test("leaves no other descriptor open and can lie", async () => {
    // No exec after "ready": /proc/PID/environ is empty for a moment of every execve(2).
    const argv = ["sh", "-c", "echo ready; sleep 60; :"];
    const running = activate([{ kind: "closed" }, { kind: "connected" }], argv, {
      lie: { LISTEN_PID: "1", LISTEN_FDNAMES: null },
    });
    await running.line(/^ready$/);
    const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES } = environ(running.pid);
    expect({ LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES }).toEqual({
      LISTEN_PID: "1",
      LISTEN_FDS: "2",
    });
    const open = [...fds(running.pid)].filter(([fd]) => fd > 2);
    // What the test runner itself inherited is inherited further: only sockets are ours.
    const sockets = open.filter(([, target]) => target.startsWith("socket:"));
    expect(sockets.map(([fd]) => fd)).toEqual([4]);
    expect(rss(running.pid)).toBeGreaterThan(10_000);
  });
});

describe("hold", () => {
  const once = `import socket
s = socket.socket(fileno=3)
c, _ = s.accept()
c.recv(100)
c.sendall(b"HTTP/1.0 200 OK\\r\\n\\r\\nhello from a run")
`;

  test("starts a run at each connection and loses none", async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const holder = hold([{ kind: "tcp", address }], ["python3", "-c", once]);
    await holder.line(/^holding$/);
    for (const nth of [1, 2, 3]) {
      const { status, body, connectMs, totalMs } = await get(address);
      expect(connectMs).toBeLessThan(totalMs);
      expect({ status, body }).toEqual({ status: 200, body: "hello from a run" });
      await holder.line(/^exited \d+ 0$/, { nth });
    }
    expect(await holder.stop()).toEqual({ code: 0, signal: null });
    expect(holder.output.matches(/^started/)).toHaveLength(3);
  });
});

describe("clients", () => {
  const echo = (type: string, family: string) => `import socket
s = socket.socket(socket.${family}, socket.${type})
s.bind(__import__("ast").literal_eval(__import__("sys").argv[1]))
if "${type}" != "SOCK_DGRAM":
    s.listen()
print("ready", flush=True)
if "${type}" == "SOCK_DGRAM":
    text, peer = s.recvfrom(100)
    s.sendto(text.upper() + b" %d" % peer[1], peer)
else:
    c, peer = s.accept()
    while text := c.recv(100):
        c.sendall(text.upper())
`;

  test.each([
    ["ipv4", "AF_INET", async () => `127.0.0.1:${await freePort()}`],
    ["ipv6", "AF_INET6", async () => `[::1]:${await freePort()}`],
    ["unix", "AF_UNIX", async () => join(tempDir(), "socket")],
    ["abstract", "AF_UNIX", async () => `@rouse-echo-${process.pid}`],
  ])("converse over %s", async (_, family, choose) => {
    const address = await choose();
    const server = start(["python3", "-c", echo("SOCK_STREAM", family), place(address)]);
    await server.line(/^ready$/);
    expect(await converse(address, "hello")).toBe("HELLO");
    expect((await server.exit()).code).toBe(0);
    await expect(connect(address)).rejects.toThrow("ECONNREFUSED");
  });

  test("ask over udp, from a given port", async () => {
    const [address, localPort] = [`127.0.0.1:${await freePortPair()}`, await freePortPair()];
    const server = start(["python3", "-c", echo("SOCK_DGRAM", "AF_INET"), place(address)]);
    await server.line(/^ready$/);
    expect(await ask(address, "hello", { localPort })).toBe(`HELLO ${localPort}`);
  });

  function place(address: string): string {
    if (/^[/@]/.test(address)) return JSON.stringify(address.replace("@", "\0"));
    const end = address.lastIndexOf(":");
    return `("${address.slice(0, end).replace(/[[\]]/g, "")}", ${address.slice(end + 1)})`;
  }
});

describe("until", () => {
  test("says what it waited for", async () => {
    const never = until(() => 0, { deadlineMs: 20, what: "a miracle" });
    await expect(never).rejects.toThrow("waited 20 ms for a miracle; the last look gave 0");
  });
});
