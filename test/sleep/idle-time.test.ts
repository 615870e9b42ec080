import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { holdAsleep, sleptAt } from "./asleep.js";
import { type Kind, newServer, type Server } from "./servers.js";

const idleMs = 600;
/** For a machine with other things to do. */
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

type Use = (server: Server, phase: number) => Promise<[from: number, until: number]>;

/** The last use at different moments between two looks, all at once. */
async function eachPhase(kinds: Kind[], use: Use): Promise<void> {
  const runs = kinds.flatMap((kind) =>
    [0, 0.05, 0.1, 0.15, 0.2].map(async (phase) => {
      const server = await newServer("c", kind);
      const asleep = await holdAsleep(server, idleMs);
      await server.askPid();
      await pause(idleMs * phase);
      const [from, until] = await use(server, phase);
      const slept = await sleptAt(asleep);
      const range = { least: slept - until, most: slept - from };
      const name = `${kind}, ${phase} of an idle time later: ${JSON.stringify(range)}`;
      // What is measured in whole milliseconds may be one short.
      expect(range.most, name).toBeGreaterThanOrEqual(idleMs - 1);
      expect(range.least, name).toBeLessThan(idleMs * 1.25 + slackMs);
    }),
  );
  await Promise.all(runs);
}
