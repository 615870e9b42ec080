import { expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { children, descendants, isAlive, stat } from "../harness/procs.js";
import { reportState, reportWhere } from "../harness/report.js";
import { until } from "../harness/until.js";
import { newServer, type Server } from "../sleep/servers.js";
import { frozenFor, holdBy, holders, holdFrozen, kinds } from "./freezer.js";

const idleMs = 200;
const cases = holders.flatMap((holder) => kinds.map((kind) => [kind, holder] as const));

async function freeze(server: Server, options: string[] = []) {
  const held = await holdFrozen(server, idleMs, options);
  const pid = await server.askPid();
  await frozenFor(held.report);
  return { ...held, pid };
}

test("a signal to rouse-exec continues the program, which gets it", async () => {
  const server = await newServer("python", "tcp");
  const script = 'trap "echo hangs up" HUP; "$@" & while :; do wait; done';
  const argv = ["sh", "-c", script, "sh", ...server.argv];
  const { running, report } = await freeze({ ...server, argv });
  running.signal("SIGHUP");
  await running.line(/^hangs up$/);
  await frozenFor(report, 2);
  expect(running.stderr).toBe("");
});

test("SIGTERM ends a frozen service as one that is awake", async () => {
  const server = await newServer("python", "tcp");
  const { running, pid } = await freeze(server);
  expect(await running.stop()).toEqual({ code: null, signal: "SIGTERM" });
  expect(isAlive(pid)).toBe(false);
});

test("when rouse-exec is killed, its guard continues what is frozen, which ends", async () => {
  const server = await newServer("python", "tcp");
  const script = 'sleep 600 & exec "$@"';
  const argv = ["sh", "-c", script, "sh", ...server.argv];
  const { running } = await freeze({ ...server, argv });
  const all = descendants(running.pid).filter(isAlive);
  await running.stop("SIGKILL");
  await until(() => !all.some(isAlive), { what: "everything to end" });
});

test("a program that tidies up is given the time when rouse-exec is killed", async () => {
  const server = await newServer("python", "tcp");
  const script = 'trap "echo tidied; exit" TERM; "$@" & while :; do wait; done';
  const argv = ["sh", "-c", script, "sh", ...server.argv];
  const { running } = await freeze({ ...server, argv });
  await running.stop("SIGKILL");
  await until(() => running.output.matches(/^tidied$/).length > 0, { what: "it to tidy up" });
});

test("continued by somebody else, it is awake, and frozen again when nobody is connected", async () => {
  const server = await newServer("python", "tcp");
  const { report, pid } = await freeze(server);
  process.kill(pid, "SIGCONT");
  await reportState(report, "running");
  await frozenFor(report, 2);
});

test("a child that is killed continues it, so that its parent hears of it", async () => {
  const server = await newServer("python", "tcp");
  const { running, report, pid } = await freeze(server);
  process.kill(pid, "SIGKILL");
  // Killed as no sleep is: the service ends as it would have, awake.
  expect(await running.exit()).toEqual({ code: null, signal: "SIGKILL" });
  expect((await reportState(report, "failed")).last_exit).toMatchObject({ signal: 9 });
});

test.each(cases)(
  "after --freeze-for it is stopped, and the next client starts it: %s, %s",
  async (kind, holder) => {
    const server = await newServer("python", kind);
    const { running, report } = await holdBy(holder, server, idleMs, ["--freeze-for=500ms"]);
    const pid = await server.askPid();
    const frozen = await frozenFor(report);
    expect(frozen.sleep.freeze_for_s).toBe(0.5);
    expect(Date.parse(frozen.frozen?.until ?? "")).toBeGreaterThan(Date.parse(frozen.since));
    if (holder === "activated") {
      expect(await running.exit()).toEqual({ code: 0, signal: null });
      return;
    }
    await reportState(report, "waiting");
    expect(await server.askPid()).not.toBe(pid);
    expect(running.stderr).toBe("");
  },
);

test("a client at a socket of the program's own finds it awake, too", async () => {
  const other = `127.0.0.1:${await freePort()}`;
  const server = await newServer("python", "tcp");
  const also = ["python3", program("server.py"), "tcp", other];
  const argv = ["sh", "-c", `${also.join(" ")} & exec "$@"`, "sh", ...server.argv];
  const { running, report, pid } = await freeze({ ...server, argv });
  expect(descendants(running.pid).map((one) => stat(one)?.state)).toContain("T");
  const socket = await connect(other);
  await reportState(report, "running");
  socket.destroy();
  await frozenFor(report, 2);
  expect(await server.askPid()).toBe(pid);
});

test("a client that is gone already continues it, and it is frozen again", async () => {
  const server = await newServer("node", "tcp");
  const { report } = await freeze(server);
  const socket = await connect(server.address);
  socket.resetAndDestroy();
  const again = await frozenFor(report, 2);
  expect(again.wakes).toBe(2);
});

test("what stopped itself meanwhile goes on, too", async () => {
  const server = await newServer("python", "tcp");
  const { running, report, pid } = await freeze(server);
  for (const one of children(running.pid)) process.kill(one, "SIGSTOP");
  expect(await server.askPid()).toBe(pid);
  await reportWhere(report, ({ wakes }) => wakes === 2);
});
