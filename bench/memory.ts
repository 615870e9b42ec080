import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { rouseExec } from "../test/harness/paths.js";
import { freePort } from "../test/harness/ports.js";
import { rss } from "../test/harness/procs.js";
import { reportWhere } from "../test/harness/report.js";
import { atMost, type Goal, type Measure, type Row, type Settings } from "./measure.js";
import { inTurn } from "./pairs.js";
import { type Launched, launch } from "./process.js";
import { c } from "./programs.js";
import { tempDir } from "./temp.js";

const sleeps = 20;
const quietMs = 3000;
const goals = {
  asleep: goal("asleep"),
  awake: goal("awake"),
  opened: goal("awake, its gate opened"),
  afterSleeps: goal(`after ${sleeps} sleeps`),
};

export const memory: Measure = { name: "memory", goals: Object.values(goals), measure };

function goal(when: string): Goal {
  return { what: `rouse-exec resident, ${when}`, unit: "kB", target: atMost(150) };
}

interface Sleeper {
  supervisor: Launched;
  port: number;
  report: string;
}

/** One sample of each kind comes from the same process. */
async function measure(settings: Settings): Promise<Row[]> {
  let sleeper = await launchSleeper();
  const arms = {
    asleep: async () => {
      await sleeper.supervisor.stop();
      sleeper = await launchSleeper();
      return resident(sleeper.supervisor);
    },
    awake: () => awakeAndQuiet(),
    opened: () => awakeAndQuiet("--ready-check=tcp"),
    afterSleeps: async () => {
      for (let sleep = 1; sleep <= sleeps; sleep++) await wakeAndSleep(sleeper, sleep);
      return resident(sleeper.supervisor);
    },
  };
  const { asleep, awake, opened, afterSleeps } = await inTurn(arms, settings, 3);
  return [
    { ...goals.asleep, samples: asleep },
    { ...goals.awake, samples: awake },
    { ...goals.opened, samples: opened },
    { ...goals.afterSleeps, samples: afterSleeps },
  ];
}

async function launchSleeper(idle = "50ms", ...more: string[]): Promise<Sleeper> {
  const [port, report] = [await freePort(), join(tempDir(), "memory.json")];
  const options = ["--lazy", `--exit-idle-time=${idle}`, `--report=${report}`, ...more];
  const program = [c("answer"), String(port)];
  const supervisor = launch([rouseExec, `--listen=127.0.0.1:${port}`, ...options, ...program]);
  await reportWhere(report, ({ state }) => state === "waiting");
  return { supervisor, port, report };
}

/** Resident memory while a connection is open, some time after the last trapped call (QUIET_MS in supervise.c). */
async function awakeAndQuiet(...more: string[]): Promise<number> {
  const { supervisor, port, report } = await launchSleeper("10min", ...more);
  const socket = await connected(port);
  await reportWhere(report, ({ state }) => state === "running");
  await pause(quietMs);
  const kB = resident(supervisor);
  socket.destroy();
  await supervisor.stop();
  return kB;
}

/** Returns when the program sleeps again. */
async function wakeAndSleep({ port, report }: Sleeper, nth: number): Promise<void> {
  const socket = await connected(port);
  await reportWhere(report, ({ state, wakes }) => state === "running" && wakes === nth);
  socket.destroy();
  await reportWhere(report, ({ state }) => state === "waiting");
}

async function connected(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

function resident(supervisor: Launched): number {
  const bytes = rss(supervisor.pid);
  if (bytes === undefined) throw new Error(`rouse-exec has ended: ${supervisor.said()}`);
  return bytes / 1024;
}
