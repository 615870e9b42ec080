import { describe, expect, test } from "vitest";
import { hold } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { readReport, reportState } from "../harness/report.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { raceTheSleep, type Tally } from "./race.js";
import { type Kind, type Language, newServer, type Server } from "./servers.js";

/** The bench asks for 1000. */
const cycles = Number(process.env.ROUSE_CYCLES || 40);
const timeout = 20_000 + cycles * 1000;
/** A datagram leaves no connection open: on a loaded machine an answer may take longer than 50 ms, and who
 * sleeps before it was sent has slept by the rules. */
const idleMs = (kind: Kind) => (kind === "udp" ? 250 : 50);
const idle = ({ kind }: Server) => `--exit-idle-time=${idleMs(kind)}ms`;
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

describe(`${cycles} times asleep and woken by a client at that very moment, nothing is lost`, () => {
  test("embedded", { timeout }, async () => {
    await eachRacer(async (server) => {
      const report = `${tempDir()}/service.json`;
      const listen = `--listen=${server.kind}:${server.address}`;
      start([
        rouseExec,
        listen,
        "--lazy",
        idle(server),
        `--report=${report}`,
        "--",
        ...server.argv,
      ]);
      await reportState(report, "waiting");
      const tally = await race(server);
      expect(readReport(report)?.wakes).toBe(cycles + 1);
      return tally;
    });
  });

  test("under a service manager", { timeout }, async () => {
    await eachRacer(async (server) => {
      const { kind, address } = server;
      const holder = hold([{ kind, address }], [rouseExec, idle(server), "--", ...server.argv]);
      await holder.line(/^holding$/);
      const tally = await race(server);
      const exits = holder.output.matches(/^exited \d+ (.*)$/).map(([, code]) => code);
      expect(exits.slice(0, cycles)).toEqual(Array(cycles).fill("0"));
      return tally;
    });
  });
});

/** All at once: the more is going on, the more the moments vary. */
async function eachRacer(run: (server: Server) => Promise<Tally>): Promise<void> {
  const tallies = racers.map(async ([language, kind, ...options]) => {
    const name = [language, kind, ...options].join(" ");
    return [name, await run(await newServer(language, kind, ...options))] as const;
  });
  const found = await Promise.all(tallies);
  console.table(Object.fromEntries(found));
  for (const [name, tally] of found) expect(tally, name).toMatchObject(none);
}

function race({ kind, askRun }: Server): Promise<Tally> {
  return raceTheSleep({ cycles, idleMs: idleMs(kind), ask: askRun });
}
