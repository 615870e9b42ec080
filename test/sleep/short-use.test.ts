import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { holdAsleep } from "./asleep.js";
import { type Kind, newServer, type Server } from "./servers.js";

const idleMs = 400;

// The server has taken the request before rouse-exec runs at all: on no look it is seen.
test.each<Kind>(["tcp", "unix", "udp"])("%s requests of a moment keep it awake", async (kind) => {
  const server = await newServer("c", kind);
  await holdAsleep(server, idleMs);
  await server.askPid();
  const gaps = await gapsSleptIn(server, 40);
  expect(gaps.filter((gap) => gap < idleMs)).toEqual([]);
});

/** Asks now and then; gives the time without a request in each case that another run answered. */
async function gapsSleptIn({ askPid }: Server, requests: number): Promise<number[]> {
  const gaps: number[] = [];
  let pid = await askPid();
  for (let request = 0; request < requests; request++) {
    const answered = performance.now();
    await pause(idleMs / 8);
    await pause(Math.random() * (idleMs / 4));
    const found = await askPid();
    if (found !== pid) gaps.push(performance.now() - answered);
    pid = found;
  }
  return gaps;
}
