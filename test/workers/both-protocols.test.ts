import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { activate } from "../harness/activate.js";
import { ask, connect, converse } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePortPair } from "../harness/ports.js";
import { type Report, readReport, reportState } from "../harness/report.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { untilQuick } from "../harness/until.js";

const idleMs = 3000;

interface Service {
  address: string;
  running: ReturnType<typeof start>;
  report: string;
}

/** Both engines' way of running it: at the first use, and at once on sockets that came from outside. */
const ways = {
  "held asleep": (address: string, options: string[], argv: string[]) => {
    const held = ["tcp", "udp"].map((kind) => `--listen=${kind}:${address}`);
    return start([rouseExec, ...held, "--lazy", ...options, "--", ...argv]);
  },
  activated: (address: string, options: string[], argv: string[]) => {
    const passed = (["tcp", "udp"] as const).map((kind) => ({ kind, address }));
    return activate(passed, [rouseExec, ...options, "--", ...argv]);
  },
};

type Way = keyof typeof ways;
type Scene = (service: Service) => Promise<unknown>;

/** Again and again while the scene says that it was too slow to show anything. */
const scenario = async (way: Way, scene: Scene) => {
  const isQuick = async () => (await scenarioOnce(way, scene)) !== "too slow";
  await untilQuick(isQuick, "uses that follow each other within the idle time");
};

const scenarioOnce = async (way: Way, scene: Scene) => {
  const address = `127.0.0.1:${await freePortPair()}`;
  const report = join(tempDir(), "report.json");
  const options = [`--exit-idle-time=${idleMs}ms`, `--report=${report}`];
  const argv = ["python3", "-B", program("worker-both.py"), address];
  const running = ways[way](address, options, argv);
  if (way === "activated") await running.line(/^ready$/);
  else await reportState(report, "waiting");
  return scene({ address, report, running });
};

const byDatagram = ({ address }: Service) => ask(address, "x");
const byConnection = ({ address }: Service) => converse(address, "");

const scenes = {
  "serves both, adopted": async (service: Service) => {
    const used = Date.now();
    const pids = await Promise.all([byDatagram(service), byConnection(service)]);
    expect(pids[1]).toBe(pids[0]);
    const { sockets } = await reportState(service.report, "running");
    expect(sockets).toMatchObject(
      ["tcp", "udp"].map((type) => ({ type, adopted: true, listening: true })),
    );
    await sleepsAfter(service, used);
    expect(service.running.stderr.replace(/^.*slept.*\n/gm, "")).toBe("");
  },
  "datagrams alone keep it awake": (service: Service) => staysAwake(service, byDatagram),
  "connections alone keep it awake": (service: Service) => staysAwake(service, byConnection),
  "a connection that is open does, whatever UDP does": async (service: Service) => {
    const socket = await connect(service.address);
    const pid = await byDatagram(service);
    await pause(2 * idleMs);
    expect(await byDatagram(service)).toBe(pid);
    const used = Date.now();
    socket.destroy();
    await sleepsAfter(service, used);
  },
};

const wakes = {
  "wakes by a datagram, and again by a connection": async (service: Service) => {
    const usedFirst = Date.now();
    const first = await byDatagram(service);
    await sleepsAfter(service, usedFirst);
    const second = await byConnection(service);
    expect(second).not.toBe(first);
    const used = Date.now();
    expect(await byDatagram(service)).toBe(second);
    await sleepsAfter(service, used);
    expect(readReport(service.report)?.wakes).toBe(2);
  },
};

atOnce(
  Object.fromEntries([
    ...(Object.keys(ways) as Way[]).flatMap((way) =>
      Object.entries(scenes).map(([title, scene]) => [
        `${way}: ${title}`,
        () => scenario(way, scene),
      ]),
    ),
    ...Object.entries(wakes).map(([title, scene]) => [
      `held asleep: ${title}`,
      () => scenario("held asleep", scene),
    ]),
  ]),
);

/** For two and a half idle times, by a use in each third of one. */
async function staysAwake(service: Service, use: (service: Service) => Promise<string>) {
  let used = Date.now();
  const pid = await use(service);
  for (let nth = 0; nth < 8; nth++) {
    await pause(idleMs / 3);
    const before = used;
    used = Date.now();
    const found = await use(service).catch((error: unknown) => String(error));
    if (Date.now() - before >= idleMs) return "too slow";
    expect(found, `use ${nth}`).toBe(pid);
  }
  await sleepsAfter(service, used);
}

/** Asleep is waiting again, or having ended with 0; `lastUse` is a moment just before that. */
async function sleepsAfter({ report, running }: Service, lastUse: number): Promise<void> {
  const isLazy = running.argv.includes("--lazy");
  const state: Report["state"] = isLazy ? "waiting" : "exited";
  const { since } = await reportState(report, state);
  expect(Date.parse(since) - lastUse).toBeGreaterThanOrEqual(idleMs - 1);
  if (!isLazy) expect(await running.exit()).toEqual({ code: 0, signal: null });
}
