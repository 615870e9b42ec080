import { activate, type Passed } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { type Report, reportState, reportWhere } from "../harness/report.js";
import { type Running, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { type Asleep, holdAsleep } from "../sleep/asleep.js";
import type { Kind, Server } from "../sleep/servers.js";

export const kinds: Kind[] = ["tcp", "unix", "udp"];

/** Who holds the sockets: rouse-exec itself, or somebody who passes them as systemd does. */
export const holders = ["embedded", "activated"] as const;
export type Holder = (typeof holders)[number];

/** rouse-exec that freezes the server when it is idle. */
export function holdFrozen(
  server: Pick<Server, "kind" | "address" | "argv">,
  idleMs: number,
  options: string[] = [],
): Promise<Asleep> {
  return holdAsleep(server, idleMs, ["--sleep=freeze", ...options]);
}

export async function holdBy(
  holder: Holder,
  server: Server,
  idleMs: number,
  options: string[] = [],
): Promise<Asleep> {
  if (holder === "embedded") return holdFrozen(server, idleMs, options);
  const report = `${tempDir()}/service.json`;
  const own = [`--exit-idle-time=${idleMs}ms`, "--sleep=freeze", `--report=${report}`, ...options];
  const { kind, address, argv } = server;
  const sockets: Passed[] = [{ kind, address }];
  const running = activate(sockets, [rouseExec, ...own, "--", ...argv]);
  await reportState(report, "running");
  return { running, report };
}

/** The report of the freeze with this number, once all memory is given back that can be. */
export function frozenFor(report: string, freezes = 1): Promise<Report> {
  return reportWhere(report, ({ state, sleep }) => state === "frozen" && sleep.freezes >= freezes, {
    what: `freeze ${freezes}`,
  });
}

export function startFrozen(listen: string, argv: readonly string[], options: string[]): Running {
  return start([rouseExec, `--listen=${listen}`, ...options, "--", ...argv]);
}
