import { closeSync, constants, openSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fds } from "../harness/procs.js";
import { asks, shellLine, startStandIn } from "./stand-in.js";

/** Not among the constants of node:fs. */
const O_CLOEXEC = 0o2000000;

describe("the descriptors of rouse-exec", () => {
  function numbers(pid: number): number[] {
    return [...fds(pid).keys()].sort((a, b) => a - b);
  }

  function flags(pid: number, fd: number): number {
    const info = readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8");
    return Number.parseInt(info.match(/flags:\s+(\d+)/)?.[1] ?? "", 8);
  }

  /** Descriptors that every child of this test run gets, whoever left them open. */
  const ambient = numbers(process.pid).filter((fd) => fd > 2 && isInherited(fd));

  function isInherited(fd: number): boolean {
    return fds(process.pid).has(fd) && (flags(process.pid, fd) & O_CLOEXEC) === 0;
  }

  /** Polled, since a program that has just begun still loads its libraries. */
  async function expectOpen(pid: number, expected: number[]): Promise<void> {
    const open = () => numbers(pid).filter((fd) => !ambient.includes(fd));
    await expect.poll(open, { timeout: 60_000 }).toEqual(expected);
  }

  test("are 0, 1 and 2", async () => {
    const { pid } = await startStandIn(asks);
    await expectOpen(pid, [0, 1, 2]);
  });

  test("and those that the caller passed: files, pipes, sockets, high and low", async () => {
    const passing = [
      "import os, socket, sys; from fcntl import fcntl, F_DUPFD_CLOEXEC",
      "null = os.open('/dev/null', os.O_RDONLY)",
      // A whole pipe, as make passes its job server, and one end of another.
      "made = [null, *os.pipe(), os.pipe()[1], socket.socket().detach(), null]",
      "high = [fcntl(fd, F_DUPFD_CLOEXEC, 100) for fd in made]",
      "for fd, number in zip(high, (3, 4, 5, 7, 9, 30)): os.dup2(fd, number)",
      "os.execvp(sys.argv[1], sys.argv[1:])",
    ].join("\n");
    const { pid } = await startStandIn(["python3", "-c", passing, ...asks]);
    await expectOpen(pid, [0, 1, 2, 3, 4, 5, 7, 9, 30]);
    expect([3, 30].map((fd) => fds(pid).get(fd))).toEqual(["/dev/null", "/dev/null"]);
    expect(fds(pid).get(4)).toBe(fds(pid).get(5));
  });

  test("are the same through a shell", async () => {
    const null3 = openSync("/dev/null", "r");
    const { pid } = await startStandIn(shellLine("", ...asks), { fds: [null3] });
    closeSync(null3);
    await expectOpen(pid, [0, 1, 2, 3]);
  });

  /** Gives fd 0 and 2 of the command pipes of its own, with this O_NONBLOCK. */
  const onPipes = (flag: number) => [
    "import os, sys; from fcntl import fcntl, F_SETFL",
    "pipes = [os.pipe(), os.pipe()]",
    "os.dup2(pipes[0][0], 0); os.dup2(pipes[1][1], 2)",
    `[fcntl(fd, F_SETFL, ${flag}) for fd in (0, 2)]`,
    "os.execvp(sys.argv[1], sys.argv[1:])",
  ];

  function nonBlocking(pid: number, fd: number): number {
    return flags(pid, fd) & constants.O_NONBLOCK;
  }

  test.each([
    ["unset", 0],
    ["set", constants.O_NONBLOCK],
  ])("keep O_NONBLOCK %s as the caller had it", async (_, flag) => {
    const { pid } = await startStandIn(["python3", "-c", onPipes(flag).join("\n"), ...asks]);
    expect([0, 2].map((fd) => nonBlocking(pid, fd))).toEqual([flag, flag]);
  });

  test("do not show that Node made its stderr meanwhile", async () => {
    // As Node 22 does by itself while it imports commander.
    const preload = `data:text/javascript,
      import Module from "node:module";
      const load = Module._load;
      Module._load = (name, ...rest) => {
        if (/argument/.test(name)) process.stderr;
        return load(name, ...rest);
      };`.replace(/\s+/g, " ");
    const [program = "", ...rest] = asks;
    const preloaded = [program, "--import", preload, ...rest];
    const { pid } = await startStandIn(["python3", "-c", onPipes(0).join("\n"), ...preloaded]);
    await expectOpen(pid, [0, 1, 2]);
    expect(nonBlocking(pid, 2)).toBe(0);
  });

  test("may be pipes that nobody reads", async () => {
    const closing = [
      "import os, sys",
      "r, w = os.pipe(); os.dup2(w, 2); os.close(r); os.close(w)",
      "os.execvp(sys.argv[1], sys.argv[1:])",
    ].join("\n");
    const { argv } = await startStandIn(["python3", "-c", closing, ...asks]);
    expect(argv).toContain("--lazy");
  });
});
