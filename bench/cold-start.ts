import { freePort } from "../test/harness/ports.js";
import { attempt } from "./attempt.js";
import { type ColdProgram, coldPrograms, environment } from "./cold-programs.js";
import { underLazy, underSystemd, type Way } from "./cold-ways.js";
import { atMost, type Goal, type Measure, type Row, type Settings } from "./measure.js";
import { inTurn, median, ratios } from "./pairs.js";
import { output } from "./process.js";
import { c, go } from "./programs.js";
import { tempDir } from "./temp.js";
import { startUserManager, type UserManager } from "./user-manager.js";

const pairs = 20;
const warmUps = 2;

const viaSystemd = { what: "first byte under systemd ÷ own cold start", target: atMost(1.05) };
const viaLazy = { what: "first byte under --lazy ÷ own cold start", target: atMost(1.05) };

export const coldStart: Measure = { name: "cold-start", goals: [viaSystemd, viaLazy], measure };

async function measure(settings: Settings): Promise<Row[]> {
  const programs = coldPrograms(tempDir());
  const rows = await attempt([viaSystemd], () => underManager(programs, settings));
  for (const program of programs) {
    rows.push(...(await againstOwn(viaLazy, program, underLazy, settings)));
  }
  return rows;
}

async function underManager(programs: ColdProgram[], settings: Settings): Promise<Row[]> {
  const manager = await startUserManager();
  const way = (program: ColdProgram, port: number) => underSystemd(manager, program, port);
  const rows: Row[] = [];
  for (const program of programs) {
    rows.push(...(await againstOwn(viaSystemd, program, way, settings)));
  }
  return [...rows, ...(await againstActivated(manager, settings))];
}

type MakeWay = (program: ColdProgram, port: number) => Promise<Way>;

/** What the client waits when it wakes the program, to what the program takes when it is just started. */
function againstOwn(goal: Goal, program: ColdProgram, makeWay: MakeWay, settings: Settings) {
  const named = { ...goal, what: `${program.name}: ${goal.what}` };
  return attempt([named], async () => {
    const own = await freePort();
    const arms = {
      woken: wake(await makeWay(program, await freePort())),
      own: () => firstByteMs(own, program.command(own)),
    };
    return [compare(named, await inTurnWarm(arms, settings), ["woken", "own"])];
  });
}

/** What of it is systemd's own: a program that takes LISTEN_FDS itself is started without rouse-exec. */
function againstActivated(manager: UserManager, settings: Settings): Promise<Row[]> {
  const goal = { what: "go: first byte under systemd ÷ with LISTEN_FDS in the program" };
  return attempt([goal], async () => {
    const adopts = { name: "adopts", command: (port: number) => [go("server"), String(port)] };
    const takes = { name: "takes", command: () => [go("server"), "passed"] };
    const arms = {
      woken: wake(await underSystemd(manager, adopts, await freePort())),
      own: wake(await underSystemd(manager, takes, await freePort(), [])),
    };
    return [compare(goal, await inTurnWarm(arms, settings), ["rouse-exec", "without"])];
  });
}

type Arms<T> = Record<"woken" | "own", T>;

/** The first starts read the programs from the disk. */
async function inTurnWarm(arms: Arms<() => Promise<number>>, settings: Settings) {
  await inTurn(arms, { rounds: warmUps }, warmUps);
  return inTurn(arms, settings, pairs);
}

function compare(goal: Goal, { woken, own }: Arms<number[]>, names: [string, string]): Row {
  const figures = [woken, own].map((ms, arm) => `${names[arm]} ${median(ms).toFixed(1)} ms`);
  return { ...goal, samples: ratios(woken, own), beside: figures.join(" · ") };
}

function wake({ port, putToSleep }: Way): () => Promise<number> {
  return async () => {
    const ms = await firstByteMs(port);
    await putToSleep();
    return ms;
  };
}

async function firstByteMs(port: number, command: string[] = []): Promise<number> {
  const argv = [c("time-first-byte"), String(port), ...command];
  return Number(await output(argv, { env: environment })) / 1e6;
}
