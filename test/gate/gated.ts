import { activate, type ListeningSocket } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { type Report, reportWhere } from "../harness/report.js";
import { type Running, type StartOptions, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { kinds } from "./addresses.js";

/** Who made the sockets. */
export const makers = ["embedded", "systemd"] as const;
type Maker = (typeof makers)[number];

/** Every kind of address, made by each. */
export const modes = kinds.flatMap((kind) => makers.map((maker) => [kind, maker] as const));

interface Gated {
  running: Running;
  /** The report file. */
  report: string;
}

/** A program whose clients can connect, and wait until its checks pass. */
export async function startGated(
  maker: Maker,
  sockets: ListeningSocket[],
  options: string[],
  argv: string[],
  {
    report = `${tempDir()}/service.json`,
    ...rest
  }: Omit<StartOptions, "fds"> & { report?: string } = {},
): Promise<Gated> {
  const own = [...options, `--report=${report}`, "--", ...argv];
  const running =
    maker === "systemd"
      ? activate(sockets, [rouseExec, ...own], rest)
      : start([rouseExec, ...sockets.map(listenOption), ...own], rest);
  await reportWhere(report, ({ pid }) => pid > 0, { what: "a report" });
  return { running, report };
}

function listenOption({ kind, address, name }: ListeningSocket): string {
  return `--listen=${kind}:${address}${name === undefined ? "" : `,name=${name}`}`;
}

/** The report, once the last check has failed in this way. */
export function failedBy(report: string, failure: string): Promise<Report> {
  return reportWhere(report, ({ gate_failed }) => gate_failed === failure, { what: failure });
}
