import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { untilQuick } from "../harness/until.js";
import { type Asleep, holdAsleep, sleptAt } from "./asleep.js";
import { type Kind, newServer, type Server } from "./servers.js";

const idleMs = 600;
/** The program has to end, too. */
const slackMs = 150;

test("sleep comes between one and one and a quarter idle times after the last request", async () => {
  await eachPhase(["tcp", "unix", "udp"], async ({ askPid }) => {
    const before = Date.now();
    await askPid();
    return [before, Date.now()];
  });
});

test("or after the last connection was closed", async () => {
  await eachPhase(["tcp", "unix"], async ({ address }, phase) => {
    const socket = await connect(address);
    await pause(idleMs * (1 + phase));
    const before = Date.now();
    socket.destroy();
    return [before, Date.now()];
  });
});

type Use = (server: Server, phase: number) => Promise<[from: number, to: number]>;

const phases = [0, 0.05, 0.1, 0.15, 0.2];

/** The last use at different moments between two looks, all at once. */
async function eachPhase(kinds: Kind[], use: Use): Promise<void> {
  const runs = kinds.flatMap((kind) =>
    phases.map(async (phase) => {
      const server = await newServer("c", kind);
      const asleep = await holdAsleep(server, idleMs);
      const name = `${kind}, ${phase} of an idle time later`;
      const sleeps = () => sleepsInTime(server, asleep, phase, use);
      await untilQuick(sleeps, `a sleep in time: ${name}`);
    }),
  );
  await Promise.all(runs);
}

/** Never too early; gives whether it was not too late either. */
async function sleepsInTime(
  server: Server,
  asleep: Asleep,
  phase: number,
  use: Use,
): Promise<boolean> {
  await server.askPid();
  await pause(idleMs * phase);
  const [from, to] = await use(server, phase);
  // A client that came late found it asleep: the report may not say yet that it was woken.
  const slept = await sleptAt(asleep, from);
  // What is measured in whole milliseconds may be one short.
  expect(slept - from).toBeGreaterThanOrEqual(idleMs - 1);
  return slept - to < idleMs * 1.25 + slackMs;
}
