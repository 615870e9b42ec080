import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inCompat } from "../harness/compat.js";
import { compileC } from "../harness/compile.js";
import { connect, converse } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { children } from "../harness/procs.js";
import { reportWhere } from "../harness/report.js";
import { start } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";
import { holdAsleep } from "../sleep/asleep.js";
import { Calls, engines, guard, type Passed, type Setting } from "./calls.js";
import { isServed } from "./file.js";
import { needsCalls } from "./needs-calls.js";

const EPOLL_CTL_ADD = 1;
const SHUT_RD = 0;
const SHUT_WR = 1;
const SHUT_RDWR = 2;

type Kind = "tcp" | "unix";
const kinds: Kind[] = ["tcp", "unix"];

async function placeOf(kind: Passed["kind"]): Promise<{ address: string; place: string }> {
  if (kind === "unix") {
    const path = join(openTempDir(), "s");
    return { address: path, place: path };
  }
  const port = String(await freePort());
  return { address: `127.0.0.1:${port}`, place: port };
}

/** A program that listens, and how it binds such a socket once more. */
async function listening(kind: Kind, setting: Setting = {}) {
  const { address } = await placeOf(kind);
  const calls = await Calls.of([{ kind, address }], setting);
  const listen = async () => {
    const fd = Number(await calls.make(`socket ${kind === "unix" ? 1 : 2} 1 0`));
    const bind = kind === "unix" ? "bind" : "bind-inet";
    expect(await calls.makeAll([`${bind} ${fd} ${address}`, `listen ${fd} 5`])).toEqual([0, 0]);
    return fd;
  };
  return { calls, address, listen, fd: await listen() };
}

needsCalls().describe.each(kinds)("a program that shuts its %s listener down", (kind) => {
  describe.each(engines)("(made by %s)", (engine) => {
    test.each([SHUT_RD, SHUT_RDWR])("with %i has one of its own that is so", async (how) => {
      const { calls, address, listen, fd } = await listening(kind, { engine });
      expect(await calls.make(`shutdown ${fd} ${how}`)).toBe(0);
      expect(calls.holdsPassed(fd)).toBe(false);
      expect(await calls.make(`accept ${fd} 0 0 0`)).toBe("EINVAL");
      // Whoever connects now waits for the next who listens.
      const waiting = await connect(address);
      const again = await listen();
      expect(calls.holdsPassed(again)).toBe(true);
      const accepted = await calls.make(`accept ${again} 0 0 0`);
      await calls.make(`write ${accepted} served`);
      const text = await new Promise((resolve) => waiting.once("data", resolve));
      expect(String(text)).toBe("served");
      expect(calls.told).toEqual([]);
    });
  });

  test.each(inCompat("32 shutdown", "32 socketcall-shutdown"))("by %s", async (how) => {
    const { calls, address, listen, fd } = await listening(kind);
    expect(await calls.make(`${how} ${fd} ${SHUT_RDWR}`)).toBe(0);
    expect(await isServed(calls, await listen(), address)).toBe(true);
  });

  test("for writing alone has changed nothing, as the kernel says", async () => {
    const { calls, address, fd } = await listening(kind);
    for (const how of ["shutdown", ...inCompat("32 shutdown", "32 socketcall-shutdown")])
      expect(await calls.make(`${how} ${fd} ${SHUT_WR}`)).toBe(0);
    expect(calls.holdsPassed(fd)).toBe(true);
    expect(await isServed(calls, fd, address)).toBe(true);
  });

  test("may listen on it again", async () => {
    const { calls, address, fd } = await listening(kind);
    expect(await calls.makeAll([`shutdown ${fd} ${SHUT_RDWR}`, `listen ${fd} 5`])).toEqual([0, 0]);
    expect(calls.holdsPassed(fd)).toBe(true);
    expect(await isServed(calls, fd, address)).toBe(true);
  });

  test("hears of it by epoll, and by each duplicate", async () => {
    const { calls, fd } = await listening(kind);
    const copy = Number(await calls.make(`dup ${fd}`));
    const set = Number(await calls.make("epoll_create 0"));
    await calls.make(`epoll_ctl ${set} ${EPOLL_CTL_ADD} ${fd} 7`);
    expect(await calls.make(`epoll_wait ${set} 0 4 0`)).toBe(0);
    await calls.make(`shutdown ${fd} ${SHUT_RDWR}`);
    expect(await calls.make(`epoll_wait ${set} 0 4 0`)).toBe(1);
    expect([fd, copy].map((one) => calls.holdsPassed(one))).toEqual([false, false]);
    expect(await calls.make(`accept ${copy} 0 0 0`)).toBe("EINVAL");
  });

  test("when it is put to sleep is woken again and again", async () => {
    const { address } = await placeOf(kind);
    const argv = ["python3", program("shut-server.py"), address];
    const server = { kind, address, argv, askPid: async () => 0, askRun: neverAsked };
    const { report } = await holdAsleep(server, 200);
    const pids = new Set<string>();
    for (let wakes = 1; wakes <= 3; wakes++) {
      pids.add(await converse(address, "hello"));
      await reportWhere(report, (found) => found.wakes === wakes && found.state === "waiting");
    }
    expect(pids.size).toBe(3);
  });
});

const neverAsked = () => Promise.reject(new Error("not asked"));

needsCalls().describe("a thread that waits at the socket that another shuts down", () => {
  test.each([
    ["tcp", "accept"],
    ["tcp", "poll"],
    ["tcp", "select"],
    ["unix", "accept"],
    ["unix", "poll"],
    ["unix", "select"],
    ["udp", "recv"],
    ["udp", "poll"],
  ] as const)("is woken as the kernel would, %s, in %s", async (kind, call) => {
    const waits = compileC("shut-waits");
    const told = async (run: (argv: string[], address: string) => ReturnType<typeof start>) => {
      const { address, place } = await placeOf(kind);
      const running = run([waits, kind, call, place], address);
      await running.line(/^waits$/);
      const pid = running.argv[0] === waits ? running.pid : (children(running.pid)[0] ?? 0);
      process.kill(pid, "SIGUSR1");
      await running.line(/^ends$/);
      return running.stdout.split("\n").sort();
    };
    const alone = await told((argv) => start(argv));
    expect(await told((argv, address) => guard([{ kind, address }], argv))).toEqual(alone);
  });
});

needsCalls().describe(
  "a thread that has begun to wait a moment before another shuts the socket down",
  () => {
    const rounds = 200;
    test.each(["tcp", "unix", "udp"] as const)("is woken each time, %s", async (kind) => {
      const { address, place } = await placeOf(kind);
      const argv = [compileC("shut-at-once"), kind, place, String(rounds)];
      const [, woken] = await guard([{ kind, address }], argv).line(/^woken (\d+)$/);
      expect(Number(woken)).toBe(rounds);
    });
  },
);

test("a datagram socket that a program shuts down serves the next that binds it", async () => {
  const { address } = await placeOf("udp");
  const calls = await Calls.of([{ kind: "udp", address }]);
  const open = async () => {
    const fd = Number(await calls.make("socket 2 2 0"));
    expect(await calls.make(`bind-inet ${fd} ${address}`)).toBe(0);
    return fd;
  };
  const fd = await open();
  expect(await calls.make(`shutdown ${fd} ${SHUT_RDWR}`)).toBe("ENOTCONN");
  expect(calls.holdsPassed(fd)).toBe(false);
  const again = await open();
  expect(calls.holdsPassed(again)).toBe(true);
  // Nothing has come: a socket that was shut down would be readable.
  const set = Number(await calls.make("epoll_create 0"));
  await calls.make(`epoll_ctl ${set} ${EPOLL_CTL_ADD} ${again} 7`);
  expect(await calls.make(`epoll_wait ${set} 0 4 0`)).toBe(0);
});
