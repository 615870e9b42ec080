import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { hold } from "../harness/activate.js";
import { compileC } from "../harness/compile.js";
import { get } from "../harness/http.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";
import { reportState } from "../harness/report.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { holdAsleep } from "./asleep.js";

const ways = ["accept", "timeout", "poll", "select", "epoll", "edge", "set", "forked", "dup"];
const kinds = ["tcp", "unix"] as const;
type Kind = (typeof kinds)[number];

/** Long enough for a program that would accept it to do so. */
const noticedMs = 300;

async function newAddress(kind: Kind): Promise<string> {
  return kind === "unix" ? `${tempDir()}/socket` : `127.0.0.1:${await freePortPair()}`;
}

const pidOf = async (address: string) => JSON.parse((await get(address)).body).pid;

describe.each(kinds)("a client that comes while a program with a handler stops, %s,", (kind) => {
  test.each(ways)("is answered by the next run: one that waits by %s", async (way) => {
    const address = await newAddress(kind);
    const argv = ["python3", program("drops.py"), way, kind, address];
    const { running, report } = await holdAsleep({ kind, address, argv }, 200);
    const first = await pidOf(address);
    await running.line(/^stopping/);
    const answer = pidOf(address);
    await pause(noticedMs);
    process.kill(first, "SIGUSR1");
    expect(await answer).not.toBe(first);
    await reportState(report, "running");
    expect(running.output.all()).not.toContain("dropped");
  });

  test("is answered by the next run, with a socket of LISTEN_FDS", async () => {
    const address = await newAddress(kind);
    const argv = ["python3", program("drops.py"), "accept", kind, address];
    const holder = hold([{ kind, address }], [rouseExec, "--exit-idle-time=200ms", "--", ...argv]);
    await holder.line(/^holding$/);
    const first = await pidOf(address);
    await holder.line(/^stopping/);
    const answer = pidOf(address);
    await pause(noticedMs);
    process.kill(first, "SIGUSR1");
    expect(await answer).not.toBe(first);
    expect(holder.output.all()).not.toContain("dropped");
  });

  test("is answered by the next run, when the service manager restarts the service", async () => {
    const address = await newAddress(kind);
    const argv = ["python3", program("drops.py"), "accept", kind, address];
    const manager = hold([{ kind, address }], [rouseExec, "-v", "--", ...argv]);
    await manager.line(/^holding$/);
    const first = await pidOf(address);
    manager.signal("SIGUSR1");
    await manager.line(/^stopping/);
    const answer = pidOf(address);
    await pause(noticedMs);
    process.kill(first, "SIGUSR1");
    expect(await answer).not.toBe(first);
    expect(manager.output.all()).not.toContain("dropped");
  });

  test.each(["name", "known"])(
    "and one that wakes itself by a connection to its %s address ends",
    async (where) => {
      const address = await newAddress(kind);
      const argv = ["python3", program("wakes-itself.py"), kind, address, where];
      const { running, report } = await holdAsleep({ kind, address, argv }, 200);
      for (const nth of [1, 2]) {
        await pidOf(address);
        await running.line(/^woken$/, { nth });
        const { wakes } = await reportState(report, "waiting");
        expect(wakes).toBe(nth);
      }
    },
  );
});

test.each(kinds)("what stops has a socket of its own, and of the same path, %s", async (kind) => {
  const address = await newAddress(kind);
  const argv = ["python3", program("drops.py"), "accept", kind, address];
  const { running } = await holdAsleep({ kind, address, argv }, 200);
  const pid = await pidOf(address);
  const [, name] = await running.line(/^stopping (.*)$/);
  if (kind === "unix") expect(name).toBe(address);
  else expect(name).toMatch(/^\('127\.0\.0\.1', \d+\)$/);
  if (kind === "tcp") expect(name).not.toContain(address.split(":")[1]);
  process.kill(pid, "SIGUSR1");
});

describe("where it is refused, the program keeps its socket, and a line says so", () => {
  test.each([
    ["tcp", "ptrace=EPERM", "ptrace(2) is refused"],
    ["tcp", "ptrace=SIGSYS", "ptrace(2) is refused"],
    ["unix", "unshare=EPERM", "no mount namespace can be made"],
  ] as const)("%s, %s", async (kind, filter, reason) => {
    const address = await newAddress(kind);
    const report = `${tempDir()}/service.json`;
    const options = [`--listen=${kind}:${address}`, "--lazy", "--exit-idle-time=200ms"];
    const argv = ["python3", program("drops.py"), "accept", kind, address];
    const around = [compileC("refusal-filter"), filter, "--"];
    const running = start([...around, rouseExec, ...options, `--report=${report}`, "--", ...argv]);
    await reportState(report, "waiting");
    const pid = await pidOf(address);
    const [, name] = await running.line(/^stopping (.*)$/);
    expect(name).toContain(kind === "unix" ? address : address.split(":")[1]);
    expect(running.stderr).toContain(
      `cannot keep clients away from the program while it stops, since ${reason}`,
    );
    process.kill(pid, "SIGUSR1");
    await reportState(report, "waiting");
  });

  test("tcp, when the program's connects are not watched: it may connect to itself", async () => {
    const address = await newAddress("tcp");
    const argv = ["python3", program("drops.py"), "accept", "tcp", address];
    const { running } = await holdAsleep({ kind: "tcp", address, argv }, 200, [
      "--no-connect-guard",
    ]);
    const pid = await pidOf(address);
    const [, name] = await running.line(/^stopping (.*)$/);
    expect(name).toContain(address.split(":")[1]);
    process.kill(pid, "SIGUSR1");
  });
});

test("a program that makes the call of the swap by itself gets what the kernel says to it", async () => {
  const number = process.arch === "x64" ? 15 : 139;
  const call = `import ctypes; ctypes.CDLL(None).syscall(${number}, 0x726f7573, 0x726f7573)`;
  const listen = `--listen=127.0.0.1:${await freePortPair()}`;
  const running = start([rouseExec, listen, "--exit-idle-time=1h", "--", "python3", "-c", call]);
  expect(await running.exit()).toEqual({ code: null, signal: "SIGSEGV" });
  expect(running.stderr).toBe("");
});
