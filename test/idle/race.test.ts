import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { hold } from "../harness/activate.js";
import { converse } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { raceTheSleep } from "../sleep/race.js";
import type { Run } from "../sleep/servers.js";
import { noneFailed, type Tally } from "../sleep/tally.js";
import { command, deadlineMs, exits, newSocket, type ServerOptions } from "./served.js";

/** The bench asks for 1000. */
const cycles = Number(process.env.ROUSE_CYCLES || 12);
const idleMs = 50;

type Kind = "net" | "http";
type Handler = NonNullable<ServerOptions["sigterm"]>;

/** What the program's own handler of SIGTERM does: `exit` and `late` would lose whom they had accepted. */
const racers: [Kind, "tcp" | "unix", Handler?][] = [
  ["net", "tcp"],
  ["net", "unix", "exit"],
  ["net", "tcp", "late"],
  ["http", "tcp", "exit"],
  ["http", "unix", "late"],
  ["http", "tcp", "close"],
];

const title = `${cycles} times gone, and started by clients at that very moment, nothing is lost`;

test(title, { timeout: 60_000 + cycles * 8000 }, async () => {
  const tallies = await Promise.all(
    racers.map(async ([kind, on, sigterm]) => {
      const name = `${kind} ${on}, ${sigterm ?? "no handler"}`;
      return [name, await race(kind, on, sigterm)] as const;
    }),
  );
  console.table(Object.fromEntries(tallies));
  for (const [name, tally] of tallies) expect(tally, name).toMatchObject({ cycles, ...noneFailed });
});

async function race(kind: Kind, on: "tcp" | "unix", sigterm?: Handler): Promise<Tally> {
  const socket = await newSocket(on);
  const options = { kind, after: `${idleMs}ms`, ...(sigterm && { sigterm }) };
  const holder = hold([socket], command(options));
  await holder.line(/^holding$/, { deadlineMs });
  const ask = kind === "net" ? askStream : askWeb;
  const tally = await raceTheSleep({
    cycles,
    idleMs,
    ask: () => crowd(ask, socket.address),
  });
  expect(new Set(exits(holder)), holder.output.all()).toEqual(new Set([how(sigterm)]));
  return tally;
}

/** As programs/server.mjs ends. */
function how(sigterm: Handler | undefined): string {
  if (sigterm === undefined) return "-15";
  return sigterm === "close" ? "3" : "0";
}

/** Three clients, a moment apart: some are accepted by the one that leaves, some wait for the next. */
async function crowd(ask: typeof askWeb, address: string): Promise<Run> {
  const runs = [0, 1, 2].map(async (nth) => {
    await pause(nth * Math.random() * 3);
    return ask(address);
  });
  const [first, second, third] = await Promise.all(runs);
  if (!first || !second || !third) throw new Error("three were asked");
  const connectMs = Math.max(first.connectMs, second.connectMs, third.connectMs);
  return { pid: third.pid, connectMs };
}

async function askWeb(address: string): Promise<Run> {
  const { body, connectMs } = await get(address);
  return { pid: JSON.parse(body).pid, connectMs };
}

async function askStream(address: string): Promise<Run> {
  const answer = await converse(address, "who are you?\n", { deadlineMs });
  return { pid: JSON.parse(answer).pid, connectMs: 0 };
}
