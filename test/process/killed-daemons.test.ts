import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { connect, converse } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { children, guards, isAlive, stat, status } from "../harness/procs.js";
import { needs } from "../harness/servers.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { isSleeping } from "./sleeper.js";
import { guardPid, supervise, superviseOwn, whenTold } from "./supervised.js";

/** The daemon's parents are children of a shell that stays, so no SIGCHLD tells rouse-exec of their ends. */
const inShell = (command: string) => ["sh", "-c", `${command}; exec sleep 60`];

describe("when rouse-exec is killed, nothing stays of a program that has become a daemon in a shell", () => {
  needs("redis-server").test("redis", async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const options = `--port ${address.split(":")[1]} --save "" --daemonize yes --dir ${tempDir()}`;
    const running = start(listening(address, inShell(`redis-server ${options}`)));
    await running.line(/^holding$/);
    expect(await converse(address, "PING\r\nQUIT\r\n")).toContain("PONG");
    await killAndSeeTheEnd(running);
  });

  const addresses = {
    "a TCP socket": async () => `127.0.0.1:${await freePort()}`,
    "a unix socket": async () => `${tempDir()}/socket`,
  };
  for (const [kind, make] of Object.entries(addresses)) {
    test(`and nobody has seen since it bound ${kind}`, async () => {
      const address = await make();
      const command = `python3 ${program("killed-daemon.py")} ${address}`;
      const running = start(listening(address, inShell(command)));
      await running.line(/^listens$/);
      await standStill(running.pid);
      running.stdin?.write("\n");
      await daemonOf(running);
      await killAndSeeTheEnd(running);
    });
  }
});

test("one that is found only after the first looks, below a process that nobody knows, ends too", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const [rouse = "", ...rest] = listening(address, [
    ...["python3", program("killed-hidden.py"), address],
  ]);
  const running = start([rouse, "--stop-timeout=infinity", ...rest]);
  await running.line(/^listens$/);
  const guard = await guardPid(running.pid);
  await standStill(running.pid);
  running.stdin?.write("\n");
  const [, hiding = ""] = await running.line(/^hides (\d+)$/);
  await standStill(guard);
  await running.stop("SIGKILL");
  process.kill(guard, "SIGCONT");
  await pause(1500); // It looks now, in vain.
  process.kill(Number(hiding));
  await seeTheEnd(running);
});

test("an orphan that nobody has seen, and that stayed in the program's session, ends too", async () => {
  const script = "echo ready; read line; (sleep 61 &); exec sleep 60";
  const running = superviseOwn(["sh", "-c", script]);
  await running.line(/^ready$/);
  await standStill(running.pid);
  running.stdin?.write("\n");
  await until(() => children(running.pid).filter(isSleeping).length === 2);
  await killAndSeeTheEnd(running);
});

test("a process that the guard was told of, and had not looked at yet, ends too", async () => {
  const running = superviseOwn(["sh", "-c", "echo ready; read line; setsid sleep 61 & exit 0"]);
  await running.line(/^ready$/);
  const guard = await guardPid(running.pid);
  const [shell = 0] = children(running.pid);
  await standStill(guard);
  running.stdin?.write("\n");
  const what = "the shell to have been reaped";
  await until(() => !stat(shell) && children(running.pid).some(isSleeping), { what });
  await running.stop("SIGKILL");
  process.kill(guard, "SIGCONT");
  await seeTheEnd(running);
});

test("a process that has left its parents and their session is found at the next look for use", async () => {
  const script = `python3 ${program("server.py")} tcp $0 & read line; (setsid sleep 61 &); wait`;
  const argv = ["sh", "-c", script, "ADDRESS"];
  const options = ["--exit-idle-time=2s"];
  const { running, address } = await supervise(argv, { options, before: whenTold });
  await connect(address);
  running.stdin?.write("go\n");
  await running.line(/^ready$/);
  const guard = await guardPid(running.pid);
  // The look at who holds the socket, a second after the bind, would find it too.
  await pause(2500);
  running.stdin?.write("\n");
  await until(() => children(running.pid).find(isSleeping), { what: "the orphan" });
  // It waits twice for each look.
  const waits = () => Number(status(guard, "voluntary_ctxt_switches"));
  const before = waits();
  await until(() => waits() > before + 6, { what: "the guard to look" });
  await killAndSeeTheEnd(running);
});

test("who holds the same passed socket without being of the program is left alone", async () => {
  const before = ["sh", "-c", '(setsid sleep 61 & echo "stranger $!"); exec "$@"', "sh"];
  const { running } = await supervise(["sleep", "60"], { before });
  const [, stranger = ""] = await running.line(/^stranger (\d+)$/);
  await until(() => children(running.pid).filter(isSleeping).length === 1);
  const guard = await guardPid(running.pid);
  await running.stop("SIGKILL");
  await until(() => !isAlive(guard), { what: "the guard to end" });
  expect(running.survivors()).toEqual([Number(stranger)]);
});

test("a guard that was killed is replaced, though nothing else happens", async () => {
  const running = superviseOwn(["sleep", "60"]);
  const first = await guardPid(running.pid);
  process.kill(first, "SIGKILL");
  const find = () => guards(running.pid).find((guard) => guard !== first && isAlive(guard));
  await until(find, { what: `another guard than ${first}` });
  await killAndSeeTheEnd(running);
});

function listening(address: string, argv: string[]): string[] {
  return [rouseExec, `--listen=${address}`, "--announce=holding", "--", ...argv];
}

async function daemonOf(running: Running): Promise<number> {
  const [, daemon = ""] = await running.line(/^daemon (\d+)$/);
  const isOrphan = () => stat(Number(daemon))?.ppid === running.pid;
  await until(isOrphan, { what: `${daemon} to be left to rouse-exec` });
  return Number(daemon);
}

/** From now on it sees nothing. */
async function standStill(pid: number): Promise<void> {
  process.kill(pid, "SIGSTOP");
  await until(() => stat(pid)?.state === "T", { what: `${pid} to stop` });
}

async function killAndSeeTheEnd(running: Running): Promise<void> {
  await running.stop("SIGKILL");
  await seeTheEnd(running);
}

async function seeTheEnd(running: Running): Promise<void> {
  const what = () => `${running.survivors()} to end`;
  await until(() => running.survivors().length === 0, { what });
}
