import { rouseExec } from "../harness/paths.js";
import { type Report, reportState, reportWhere } from "../harness/report.js";
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

/** When it fell asleep, in ms since 1970, once it has been awake; and not before `from`, if it is awake then. */
export async function sleptAt({ report }: Asleep, from = 0): Promise<number> {
  const isAsleep = ({ state, since, wakes }: Report) =>
    state === "waiting" && wakes > 0 && Date.parse(since) >= from;
  const what = `sleep${from ? ` after ${new Date(from).toISOString()}` : ""}`;
  return Date.parse((await reportWhere(report, isAsleep, { what })).since);
}
