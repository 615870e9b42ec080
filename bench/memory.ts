import { once } from "node:events";
import { connect } from "node:net";
import { join } from "node:path";
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
    awake: () => wakeAndSleep(sleeper, 1),
    opened: async () => {
      const gated = await launchSleeper("--ready-check=tcp");
      const kB = await wakeAndSleep(gated, 1);
      await gated.supervisor.stop();
      return kB;
    },
    afterSleeps: async () => {
      for (let sleep = 2; sleep <= sleeps; sleep++) await wakeAndSleep(sleeper, sleep);
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

async function launchSleeper(...more: string[]): Promise<Sleeper> {
  const [port, report] = [await freePort(), join(tempDir(), "memory.json")];
  const options = ["--lazy", "--exit-idle-time=50ms", `--report=${report}`, ...more];
  const program = [c("answer"), String(port)];
  const supervisor = launch([rouseExec, `--listen=127.0.0.1:${port}`, ...options, ...program]);
  await reportWhere(report, ({ state }) => state === "waiting");
  return { supervisor, port, report };
}

/** Resident memory while a connection is open; returns when the program sleeps again. */
async function wakeAndSleep({ supervisor, port, report }: Sleeper, nth: number): Promise<number> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  await reportWhere(report, ({ state, wakes }) => state === "running" && wakes === nth);
  const awake = resident(supervisor);
  socket.destroy();
  await reportWhere(report, ({ state }) => state === "waiting");
  return awake;
}

function resident(supervisor: Launched): number {
  const bytes = rss(supervisor.pid);
  if (bytes === undefined) throw new Error(`rouse-exec has ended: ${supervisor.said()}`);
  return bytes / 1024;
}
