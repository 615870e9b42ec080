import { join } from "node:path";
import { activate, type ListeningSocket } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { descendants } from "../harness/procs.js";
import { type Report, readReport, reportWhere } from "../harness/report.js";
import { listeningSockets, socketInodes } from "../harness/sockets.js";
import { type Running, type StartOptions, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

export const ways = ["LISTEN_FDS", "--listen", "--lazy"] as const;
export type Way = (typeof ways)[number];

/** Runs an unmodified server under rouse-exec, which gets the sockets in one of the ways, and holds them now. */
export async function serve(
  way: Way,
  sockets: ListeningSocket[],
  argv: readonly string[],
  options: Omit<StartOptions, "fds"> = {},
): Promise<Service> {
  const report = join(tempDir(), "service.json");
  const command = (...more: string[]) => [rouseExec, `--report=${report}`, ...more, "--", ...argv];
  const service = new Service(begin(), report);
  await service.reportWhere(({ state }) => (state === "waiting") === (way === "--lazy"));
  return service;

  function begin(): Running {
    if (way === "LISTEN_FDS") return activate(sockets, command(), options);
    const lazy = way === "--lazy" ? ["--lazy"] : [];
    return start(command(...lazy, ...sockets.map(listenOption)), options);
  }
}

function listenOption({ kind, address, name, mode }: ListeningSocket): string {
  const settings = [name && `name=${name}`, mode && `mode=${mode.toString(8)}`].filter(Boolean);
  return `--listen=${[`${kind}:${address}`, ...settings].join(",")}`;
}

export class Service {
  readonly running: Running;
  readonly #report: string;

  constructor(running: Running, report: string) {
    this.running = running;
    this.#report = report;
  }

  /** The failure of a request shows what the server printed. */
  async explain<T>(request: Promise<T>): Promise<T> {
    return request.catch((cause: unknown) => {
      const printed = this.running.output.all();
      throw new Error(`${String(cause)}; the server printed:\n${printed}`, { cause });
    });
  }

  report(): Report | undefined {
    return readReport(this.#report);
  }

  reportWhere(isIt: (report: Report) => boolean): Promise<Report> {
    return reportWhere(this.#report, isIt, { deadlineMs: 10_000 });
  }

  /** The program and all that it started. */
  processes(): number[] {
    return descendants(this.running.pid);
  }

  /** The sockets that rouse-exec holds: all passed ones. */
  passed(): Set<number> {
    return new Set(socketInodes(this.running.pid));
  }

  /** The listening sockets that the program has open. */
  listening(): Set<number> {
    const open = new Set(this.processes().flatMap(socketInodes));
    const all = listeningSockets().map(({ inode }) => inode);
    return new Set(all.filter((inode) => open.has(inode)));
  }
}
