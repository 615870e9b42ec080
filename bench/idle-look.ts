import { readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { rouseExec } from "../test/harness/paths.js";
import { freePort } from "../test/harness/ports.js";
import { status } from "../test/harness/procs.js";
import { atMost, type Measure, NotMeasured, type Row, type Settings } from "./measure.js";
import { inTurn, median } from "./pairs.js";
import { type Launched, launch, output, whileRuns } from "./process.js";
import { c } from "./programs.js";

const many = 10_000;
/** Looked at each quarter of it, so some 30 times in the window. */
const idleTime = "200ms";
const windowMs = 1500;

const toUs = { what: "an idle look with 10,000 connections", unit: "ms", target: atMost(1) };
const toOthers = { ...toUs, what: "an idle look with 10,000 connections to another server" };

const quiet = { ...toUs, what: "an idle look with 1,000 quiet connections (--quiet-after)" };

export const idleLook: Measure = { name: "idle-look", goals: [toUs, toOthers, quiet], measure };

async function measure(settings: Settings): Promise<Row[]> {
  await checkOpenFiles();
  const others = () => withCrowd(unsupervised, many, () => lookMs(1));
  const silent = () => withCrowd(forgetful, 1000, costOfQuietLooks);
  const thousand = () => lookMs(1000);
  const arms = { one: () => lookMs(1), ours: () => lookMs(many), others, thousand, silent };
  const looks = await inTurn(arms, settings, 5);
  const beside = `with 1 connection ${median(looks.one).toFixed(3)} ms`;
  return [
    { ...toUs, samples: looks.ours, beside },
    { ...toOthers, samples: looks.others },
    {
      ...{ ...quiet, samples: looks.silent },
      beside: `without the option ${median(looks.thousand).toFixed(3)} ms`,
    },
  ];
}

/** What rouse-exec computes at one look, while its program has that many connections. */
function lookMs(connections: number): Promise<number> {
  return withCrowd(supervised, connections, costOfLooks);
}

const unsupervised = () => [];
const supervised = (port: number) => [
  rouseExec,
  `--listen=127.0.0.1:${port}`,
  `--exit-idle-time=${idleTime}`,
];

const forgetful = (port: number) => [...supervised(port), "--quiet-after=1s"];

/** A word that the program does not read keeps it awake: all the others say nothing. */
async function costOfQuietLooks(supervisor: Launched, speaker: Socket): Promise<number> {
  speaker.write("x");
  await pause(2000);
  return costOfLooks(supervisor);
}

async function costOfLooks(supervisor: Launched): Promise<number> {
  const before = activity(supervisor.pid);
  await pause(windowMs);
  if (supervisor.hasEnded()) throw new Error("rouse-exec slept although somebody was connected");
  const { ns, waits } = activity(supervisor.pid);
  return (ns - before.ns) / (waits - before.waits) / 1e6;
}

/** Time on the processor, and how often it then waited: with nothing else to do, once after each look. */
function activity(pid: number): { ns: number; waits: number } {
  const [ns = 0] = readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ").map(Number);
  return { ns, waits: Number(status(pid, "voluntary_ctxt_switches")) };
}

/** Calls `look` with a server that has accepted that many connections. */
async function withCrowd<T>(
  supervisor: (port: number) => string[],
  connections: number,
  look: (server: Launched, speaker: Socket) => Promise<T>,
): Promise<T> {
  const port = await freePort();
  // The crowd first: it waits for the server, and rouse-exec never sees the server without a connection.
  const crowd = launch([c("crowd"), String(port), String(connections - 1)]);
  const server = launch([...supervisor(port), c("hold"), String(port), String(connections)]);
  const speaker = await connected(port);
  const what = `${connections} connections are held`;
  await whileRuns(server, what, () => isHolding(server, crowd));
  const result = await look(server, speaker);
  speaker.destroy();
  await crowd.stop();
  await server.stop();
  return result;
}

async function connected(port: number): Promise<Socket> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", () => undefined);
    await new Promise((resolve) => socket.once("connect", resolve).once("close", resolve));
    if (!socket.destroyed) return socket;
    await pause(5);
  }
}

function isHolding(server: Launched, crowd: Launched): boolean {
  if (crowd.hasEnded()) throw new Error(`the clients ended: ${crowd.said()}`);
  return server.said().includes("holding");
}

/** The clients and the server are a process each: one end of every connection and a few more. */
async function checkOpenFiles(): Promise<void> {
  const limit = (await output(["sh", "-c", "ulimit -Hn"])).trim();
  if (limit !== "unlimited" && Number(limit) < many + 100) {
    throw new NotMeasured(`a process may open ${limit} files at most, see ulimit -Hn`);
  }
}
