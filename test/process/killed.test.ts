import { expect, test } from "vitest";
import { connect, converse } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { children, guards, isAlive, stat } from "../harness/procs.js";
import { reportState, reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { needs } from "../harness/servers.js";
import { backlogOf } from "../harness/sockets.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { isSleeping, sleeperPid } from "./sleeper.js";
import { guardPid, supervise, superviseOwn } from "./supervised.js";

test("when rouse-exec is killed the program does not live on half-supervised", async () => {
  const running = superviseOwn(["sleep", "600"]);
  const pid = await sleeperPid(running.pid);
  await running.stop("SIGKILL");
  await until(() => !isAlive(pid), { what: "the program to end" });
});

test("the same holds when the process group of rouse-exec is killed", async () => {
  const running = superviseOwn(["sleep", "600"], { detached: true });
  const pid = await sleeperPid(running.pid);
  await guardPid(running.pid);
  process.kill(-running.pid, "SIGKILL");
  await until(() => !isAlive(pid), { what: "the program to end" });
});

needs("strace").test("nobody is left when it is killed while it takes the listener", async () => {
  // strace holds up its end as well, for no longer than the call.
  const late = ["-e", "trace=recvmsg", "-e", "inject=recvmsg:delay_enter=5s:when=1"];
  const before = ["strace", "-o", "/dev/null", ...late];
  const running = superviseOwn(["sleep", "600"], { before });
  const rehearses = () => {
    const [rouseExecPid = 0] = children(running.pid);
    const [pid] = children(rouseExecPid).filter((one) => stat(one)?.state === "S");
    return pid !== undefined && guards(rouseExecPid).length > 0 && { rouseExecPid, pid };
  };
  const { rouseExecPid, pid } = await until(rehearses, { what: "the bind that is to be answered" });
  process.kill(rouseExecPid, "SIGKILL");
  await until(() => !isAlive(pid), { what: "the process that binds to end" });
});

test("a child of the program ends too, whoever it waits for, and so does the guard", async () => {
  const running = superviseOwn(["sh", "-c", "setsid sleep 600 & exec sleep 600"]);
  const pid = await sleeperPid(running.pid);
  const [child = 0] = await until(() => listOrNothing(children(pid).filter(isSleeping)));
  const guard = await guardPid(running.pid);
  expect([pid, child, guard].map(isAlive)).toEqual([true, true, true]);
  await running.stop("SIGKILL");
  const living = () => [pid, child, guard].filter(isAlive);
  await until(() => living().length === 0, { what: () => `${living()} to end` });
});

test("so does one that was left to rouse-exec by its parent", async () => {
  const running = superviseOwn(["sh", "-c", "(setsid sleep 600 &) ; exec sleep 601"]);
  const pid = await sleeperPid(running.pid);
  await guardPid(running.pid);
  const find = () => listOrNothing(children(running.pid).filter((other) => other !== pid));
  const [orphan = 0] = await until(find, { what: "the orphan" });
  // The guard hears of it when rouse-exec next looks at its children.
  process.kill(pid, "SIGSTOP");
  await until(() => stat(pid)?.state === "T");
  await running.stop("SIGKILL");
  await until(() => !isAlive(pid), { what: "the program to end, though it was stopped" });
  expect(orphan).toBeGreaterThan(0);
});

needsRoot().test(
  "a program that has changed its user ends, though no kernel tells it to",
  async () => {
    const script =
      "import os, time; os.setgid(61877); os.setuid(61877); print('ready', flush=True)";
    const running = superviseOwn(["python3", "-c", `${script}; time.sleep(600)`]);
    await running.line(/^ready$/);
    await guardPid(running.pid);
    const pids = children(running.pid);
    expect(pids).toHaveLength(1);
    await running.stop("SIGKILL");
    await until(() => pids.every((pid) => !isAlive(pid)), { what: "the program to end" });
  },
);

test("what ignores SIGTERM is killed after the stop timeout", async () => {
  const script = 'trap "" TERM; echo ready; while :; do sleep 0.05; done';
  const running = superviseOwn(["sh", "-c", script], { options: ["--stop-timeout=1s"] });
  await running.line(/^ready$/);
  await running.stop("SIGKILL");
  await until(() => running.survivors().length === 0, { what: "everything to end" });
});

test("a program that is told so once is not told again", async () => {
  const script = 'trap "echo told" TERM; echo ready; while :; do sleep 0.05; done';
  const running = superviseOwn(["sh", "-c", script], { options: ["--stop-timeout=1s"] });
  await running.line(/^ready$/);
  await running.stop("SIGKILL");
  await until(() => running.survivors().length === 0, { what: "everything to end" });
  const told = () => running.output.matches(/^told$/).length;
  await until(told, { what: "the program to be told" });
  expect(told()).toBe(1);
});

test("a guard that was killed is replaced at the next look", async () => {
  const server = ["python3", program("server.py"), "tcp", "ADDRESS"];
  // Its first client may come late.
  const options = ["--lazy", "--exit-idle-time=1s"];
  const { running, address } = await supervise(server, { options });
  await connect(address);
  const first = await guardPid(running.pid);
  process.kill(first, "SIGKILL");
  const find = () => guards(running.pid).find((guard) => guard !== first && isAlive(guard));
  const second = await until(find, { what: `another guard than ${first}` });
  await running.stop("SIGKILL");
  await until(() => running.survivors().length === 0, { what: `everything to end by ${second}` });
});

test("there is no guard before the first start, nor asleep", async () => {
  const report = `${tempDir()}/service.json`;
  const server = ["python3", program("server.py"), "tcp", "ADDRESS"];
  const options = ["--lazy", "--exit-idle-time=200ms", `--report=${report}`];
  const { running, address } = await supervise(server, { options });
  await reportState(report, "waiting");
  expect(guards(running.pid)).toEqual([]);
  const held = await connect(address);
  await reportState(report, "running");
  await guardPid(running.pid);
  held.destroy();
  await reportWhere(report, ({ state, wakes }) => state === "waiting" && wakes === 1);
  expect(guards(running.pid)).toEqual([]);
});

test("the program may tidy up first, its files at least", async () => {
  const script = 'trap "echo tidied; exit" TERM; echo ready; while :; do sleep 0.05; done';
  const running = superviseOwn(["sh", "-c", script]);
  await running.line(/^ready$/);
  await running.stop("SIGKILL");
  // Its guard tells the program to end, and rouse-exec is long gone then.
  const tidied = () => running.output.matches(/^tidied$/).length;
  await until(tidied, { what: "the program to tidy up" });
  await until(() => running.survivors().length === 0, { what: "everything to end" });
});

test("the sockets are free again, so that it can be started anew", async () => {
  const server = ["python3", program("server.py"), "tcp", "ADDRESS"];
  const { running, address } = await supervise(server);
  await running.line(/^ready$/);
  expect(await converse(address, "GET / HTTP/1.0\r\n\r\n")).toContain("200 OK");
  await running.stop("SIGKILL");
  // A process that is about to end has lost its environment, by which it is found, before it closes its sockets.
  await until(() => backlogOf(address) === undefined, { what: "the sockets to be closed" });
  await expect(converse(address, "")).rejects.toThrow("ECONNREFUSED");
});

function listOrNothing(found: number[]): number[] | undefined {
  return found.length > 0 ? found : undefined;
}
