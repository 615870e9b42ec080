import { expect } from "vitest";
import { raceTheSleep } from "./race.js";
import { type Kind, type Language, newServer, type Server } from "./servers.js";
import { noneFailed, type Tally } from "./tally.js";

/** The bench asks for 1000. */
const cycles = Number(process.env.ROUSE_CYCLES || 25);
export const timeout = 60_000 + cycles * 4000;
/** A datagram leaves no connection open: who sleeps before a late answer was sent has slept by the rules. */
const idleMs = (kind: Kind) => (kind === "udp" ? 1000 : 50);
export const idle = ({ kind }: Server) => `--exit-idle-time=${idleMs(kind)}ms`;
export const cyclesOf = ({ kind }: Server) => (kind === "udp" ? Math.ceil(cycles / 4) : cycles);

const racers: [Language, Kind, ...string[]][] = [
  ["python", "tcp"],
  ["python", "udp"],
  ["node", "tcp"],
  ["c", "tcp"],
  ["c", "unix"],
  ["c", "udp"],
  ["python", "tcp", "--finish"],
];

/** All at once: the more is going on, the more the moments vary. */
export async function eachRacer(run: (server: Server) => Promise<Tally>): Promise<void> {
  const tallies = racers.map(async ([language, kind, ...options]) => {
    const name = [language, kind, ...options].join(" ");
    const server = await newServer(language, kind, ...options);
    return { name, tally: await run(server), cycles: cyclesOf(server) };
  });
  const found = await Promise.all(tallies);
  console.table(Object.fromEntries(found.map(({ name, tally }) => [name, tally])));
  for (const { name, tally, cycles } of found)
    expect(tally, name).toMatchObject({ cycles, ...noneFailed });
}

export function race(server: Server): Promise<Tally> {
  const { kind, askRun } = server;
  return raceTheSleep({ cycles: cyclesOf(server), idleMs: idleMs(kind), ask: askRun });
}
