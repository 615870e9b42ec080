import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { hold } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { isAlive } from "../harness/procs.js";
import { until } from "../harness/until.js";
import { holdAsleep } from "./asleep.js";
import { type Kind, newServer, type Server } from "./servers.js";

const idleMs = 400;

test("requests of a moment, which no look finds, keep it awake", async () => {
  const kinds: Kind[] = ["tcp", "unix", "udp"];
  const gaps = await Promise.all(kinds.map(async (kind) => [kind, await gapsBeforeSleep(kind)]));
  expect(Object.fromEntries(gaps)).toEqual({ tcp: [], unix: [], udp: [] });
});

/** The server has taken the request before rouse-exec runs at all. */
async function gapsBeforeSleep(kind: Kind): Promise<number[]> {
  const server = await newServer("c", kind);
  await holdAsleep(server, idleMs);
  const gaps = await gapsSleptIn(server, 40);
  return gaps.filter((gap) => gap < idleMs);
}

test("they do after a rouse-exec was killed, which could not tidy up the passed socket", async () => {
  const server = await newServer("c", "tcp");
  const idle = `--exit-idle-time=${idleMs}ms`;
  const { kind, address } = server;
  const holder = hold([{ kind, address }], [rouseExec, idle, "--", ...server.argv]);
  await holder.line(/^holding$/);
  const killedRun = await server.askPid();
  const [, pid] = await holder.line(/^started (\d+)$/);
  process.kill(Number(pid), "SIGKILL");
  await holder.line(/^exited \d+ -9$/);
  // The server ends by PR_SET_PDEATHSIG a moment after its rouse-exec, and may still take a client in between.
  await until(() => !isAlive(killedRun), {
    what: "the end of the server whose rouse-exec was killed",
  });
  const gaps = await gapsSleptIn(server, 20);
  expect(gaps.filter((gap) => gap < idleMs)).toEqual([]);
});

/** Asks now and then; gives the longest time that can have been without a request, each time that another run answered. */
async function gapsSleptIn({ askPid }: Server, requests: number): Promise<number[]> {
  const gaps: number[] = [];
  let asked = performance.now();
  let pid = await askPid();
  for (let request = 0; request < requests; request++) {
    const before = asked;
    await pause(idleMs / 8);
    await pause(Math.random() * (idleMs / 4));
    asked = performance.now();
    const found = await askPid();
    if (found !== pid) gaps.push(performance.now() - before);
    pid = found;
  }
  return gaps;
}
