import { rouseExec } from "../harness/paths.js";
import { reportState } from "../harness/report.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import type { Server } from "./servers.js";

export interface Asleep {
  running: Running;
  /** The report file. */
  report: string;
}

/** rouse-exec that holds the socket of the server and has not started it yet. */
export async function holdAsleep(
  { kind, address, argv }: Pick<Server, "kind" | "address" | "argv">,
  idleMs: number,
  options: string[] = [],
): Promise<Asleep> {
  const report = `${tempDir()}/service.json`;
  const idle = [`--exit-idle-time=${idleMs}ms`, `--report=${report}`, "--lazy", ...options];
  const running = start([rouseExec, `--listen=${kind}:${address}`, ...idle, "--", ...argv]);
  await reportState(report, "waiting");
  return { running, report };
}

/** When it fell asleep, in ms since 1970, once it has been awake after `awakeAt`. */
export async function sleptAt({ report }: Asleep): Promise<number> {
  const { since, wakes } = await reportState(report, "waiting");
  if (wakes === 0) throw new Error(`${report}: it has never been awake`);
  return Date.parse(since);
}
