import { expect } from "vitest";
import { raceTheSleep, type Tally } from "./race.js";
import { type Kind, type Language, newServer, type Server } from "./servers.js";

/** The bench asks for 1000. */
export const cycles = Number(process.env.ROUSE_CYCLES || 25);
export const timeout = 20_000 + cycles * 1000;
/** A datagram leaves no connection open: on a loaded machine an answer may take longer than 50 ms, and who
 * sleeps before it was sent has slept by the rules. */
const idleMs = (kind: Kind) => (kind === "udp" ? 250 : 50);
export const idle = ({ kind }: Server) => `--exit-idle-time=${idleMs(kind)}ms`;
const none = { cycles, lost: 0, refused: 0, late: 0 };

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
    return [name, await run(await newServer(language, kind, ...options))] as const;
  });
  const found = await Promise.all(tallies);
  console.table(Object.fromEntries(found));
  for (const [name, tally] of found) expect(tally, name).toMatchObject(none);
}

export function race({ kind, askRun }: Server): Promise<Tally> {
  return raceTheSleep({ cycles, idleMs: idleMs(kind), ask: askRun });
}
