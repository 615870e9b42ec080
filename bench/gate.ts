import { setTimeout as pause } from "node:timers/promises";
import { get } from "../test/harness/http.js";
import { program, rouseExec } from "../test/harness/paths.js";
import { freePort } from "../test/harness/ports.js";
import { reportWhere } from "../test/harness/report.js";
import { attempt } from "./attempt.js";
import { atLeast, atMost, type Measure, type Row, type Settings } from "./measure.js";
import { nginxOn } from "./nginx-on.js";
import { differences, inTurn, median, ratios } from "./pairs.js";
import { launch } from "./process.js";
import { go, need, needPython } from "./programs.js";
import { cost, formatRate, type LaunchOn, rate } from "./rate.js";
import { timeSpawn } from "./start.js";
import { tempDir } from "./temp.js";

const check = "--ready-check=tcp";
const close = ["-H", "Connection: close"];

type Command = (port: number) => string[];

const servers: Record<string, Command> = {
  go: (port) => [go("server"), String(port)],
  nginx: nginxOn,
};

const goalsOf = (name: string) => ({
  rate: {
    what: `${name}: requests/s through an opened gate ÷ without a gate`,
    target: atLeast(0.97),
  },
  cost: { what: `${name}: processor time of a request, the same`, target: atMost(1.03) },
});
const firstByte = (kind: string) => ({ what: `first byte after ready, ${kind}`, unit: "ms" });
const started = { what: "start with --ready-check, added to one without", unit: "ms" };

/** What --ready-check costs. */
export const gate: Measure = {
  name: "gate",
  goals: [
    ...Object.keys(servers).flatMap((name) => Object.values(goalsOf(name))),
    firstByte("notify"),
    firstByte("http"),
    started,
  ],
  measure,
};

async function measure(settings: Settings): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, server] of Object.entries(servers)) {
    const goals = Object.values(goalsOf(name));
    rows.push(...(await attempt(goals, () => throughOpened(name, server, settings))));
  }
  for (const kind of ["notify", "http"] as const) {
    rows.push(...(await attempt([firstByte(kind)], () => afterReady(kind, settings))));
  }
  return [...rows, await addedByGate(settings)];
}

/** Each request on a connection of its own: an accept costs what it costs without a gate. */
async function throughOpened(name: string, server: Command, settings: Settings): Promise<Row[]> {
  need("wrk");
  const goals = goalsOf(name);
  const [gated, none] = [underRouse(server, [check]), underRouse(server, [])];
  const rates = { gate: rate(gated, ...close), none: rate(none, ...close) };
  const costs = { gate: cost(gated, ...close), none: cost(none, ...close) };
  const perSecond = await inTurn(rates, settings, 12);
  const micros = await inTurn(costs, settings, 12);
  const used = `gate ${median(micros.gate).toFixed(1)} µs · none ${median(micros.none).toFixed(1)} µs`;
  return [
    {
      ...goals.rate,
      samples: ratios(perSecond.gate, perSecond.none),
      beside: Object.entries(perSecond).map(formatRate).join(" · "),
    },
    { ...goals.cost, samples: ratios(micros.gate, micros.none), beside: used },
  ];
}

function underRouse(server: Command, options: string[]): LaunchOn {
  return async (port) => {
    const own = [`--listen=127.0.0.1:${port}`, "--exit-idle-time=10min", ...options];
    return [launch([rouseExec, ...own, "--", ...server(port)])];
  };
}

/** A program that is ready at SIGUSR1, and says so or is asked. */
const programs = { notify: ["says-ready.py", "notify"], http: ["loads.py", "http:/"] } as const;

async function afterReady(kind: keyof typeof programs, settings: Settings): Promise<Row[]> {
  const [port, report] = [await freePort(), `${tempDir()}/service.json`];
  const [file, passes] = programs[kind];
  const way = kind === "notify" ? [] : ["accept"];
  const argv = [needPython(), "-B", program(file), ...way, "tcp", `127.0.0.1:${port}`];
  const options = ["--lazy", "--exit-idle-time=50ms", `--report=${report}`];
  launch([rouseExec, `--listen=127.0.0.1:${port}`, ...options, `--ready-check=${passes}`, ...argv]);
  await reportWhere(report, ({ state }) => state === "waiting");
  const { ms } = await inTurn({ ms: () => wake(port, report) }, settings, 30);
  return [{ ...firstByte(kind), samples: ms }];
}

/** It is ready after a while, at any moment between two checks. */
async function wake(port: number, report: string): Promise<number> {
  const began = performance.now();
  const answer = get(`127.0.0.1:${port}`);
  const { program_pid: pid } = await reportWhere(report, (it) => it.gate_failed !== null);
  await pause(300 + Math.random() * 100);
  const readyMs = performance.now() - began;
  process.kill(pid ?? 0, "SIGUSR1");
  const { status, firstByteMs } = await answer;
  if (status !== 200) throw new Error(`expected 200, got ${status}`);
  await reportWhere(report, ({ state }) => state === "waiting");
  return firstByteMs - readyMs;
}

async function addedByGate(settings: Settings): Promise<Row> {
  const [without = [], gated = []] = await timeSpawn([[rouseExec], [rouseExec, check]], settings);
  const beside = `without ${median(without).toFixed(2)} ms · with ${median(gated).toFixed(2)} ms`;
  return { ...started, samples: differences(gated, without), beside };
}
