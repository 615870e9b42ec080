import { join } from "node:path";
import { hold } from "../test/harness/activate.js";
import { rouseExec } from "../test/harness/paths.js";
import { reportWhere } from "../test/harness/report.js";
import { type Kind, newServer, type Run } from "../test/sleep/servers.js";
import { defer } from "./cleanup.js";
import { launch } from "./process.js";
import { tempDir } from "./temp.js";

const kinds: Kind[] = ["tcp", "unix", "udp"];
export const ways = ["--listen", "LISTEN_FDS"] as const;
type Way = (typeof ways)[number];

/** A small server in C that sleeps when idle, and that its clients wake. */
export interface Sleeper {
  kind: Kind;
  way: Way;
  askRun: () => Promise<Run>;
  /** The rouse-exec that stays while the server sleeps; under LISTEN_FDS none does. */
  supervisor?: number;
  /** Returns when it sleeps. */
  sleeps(): Promise<unknown>;
}

/** One for each kind of socket and way of getting it. */
export function startSleepers(idleMs: (kind: Kind) => number): Promise<Sleeper[]> {
  const each = ways.flatMap((way) => kinds.map((kind) => startSleeper(kind, way, idleMs(kind))));
  return Promise.all(each);
}

async function startSleeper(kind: Kind, way: Way, idleMs: number): Promise<Sleeper> {
  const { address, argv, askRun } = await newServer("c", kind);
  const report = join(tempDir(), "service.json");
  const options = [`--exit-idle-time=${idleMs}ms`, `--report=${report}`];
  const common = { kind, way, askRun };
  if (way === "LISTEN_FDS") {
    const holder = hold([{ kind, address }], [rouseExec, ...options, "--", ...argv]);
    defer(() => holder.end());
    await holder.line(/^holding$/);
    return { ...common, sleeps: () => reportWhere(report, ({ state }) => state === "exited") };
  }
  const listen = [`--listen=${kind}:${address}`, "--lazy"];
  const supervisor = launch([rouseExec, ...listen, ...options, "--", ...argv]).pid;
  const sleeps = () => reportWhere(report, ({ state }) => state === "waiting");
  await sleeps();
  return { ...common, supervisor, sleeps };
}
