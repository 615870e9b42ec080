import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { activate, type ListeningSocket } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { descendants, fds } from "../harness/procs.js";
import { type Report, readReport, reportWhere } from "../harness/report.js";
import { socketInodes } from "../harness/sockets.js";
import { type Running, type StartOptions, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { PATH } from "./path.js";

export const ways = ["LISTEN_FDS", "--listen", "--lazy"] as const;
export type Way = (typeof ways)[number] | "--ready-check";

/** Whether the first client starts the program. */
export const isLazy = (way: Way) => way === "--lazy" || way === "--ready-check";

/** Passes once the program listens, and a moment later than it would serve by itself. */
const check = "--ready-check=exec:sleep 0.1";

export interface ServeOptions extends Omit<StartOptions, "fds"> {
  /** Of rouse-exec. */
  options?: readonly string[];
}

/** Runs an unmodified server under rouse-exec, which gets the sockets in one of the ways, and holds them now. */
export async function serve(
  way: Way,
  sockets: ListeningSocket[],
  argv: readonly string[],
  { options = [], env, ...rest }: ServeOptions = {},
): Promise<Service> {
  const report = join(tempDir(), "service.json");
  const settings = { ...rest, env: { PATH, ...env } };
  const command = (...more: string[]) => {
    return [rouseExec, `--report=${report}`, ...more, ...options, "--", ...argv];
  };
  const service = new Service(begin(), report);
  await service.reportWhere(({ state }) => (state === "waiting") === isLazy(way));
  return service;

  function begin(): Running {
    if (way === "LISTEN_FDS") return activate(sockets, command(), settings);
    const lazy = isLazy(way) ? ["--lazy"] : [];
    const gate = way === "--ready-check" ? [check] : [];
    return start(command(...lazy, ...gate, ...sockets.map(listenOption)), settings);
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
    const found = reportWhere(this.#report, isIt);
    return this.explain(found);
  }

  /** The program and all that it started. */
  processes(): number[] {
    return descendants(this.running.pid);
  }

  /** The sockets that rouse-exec holds, without the one that it shares with its guard process: all passed ones. */
  passed(): Set<number> {
    const pairs = inodesOf(["-xn"]);
    return new Set(socketInodes(this.running.pid).filter((inode) => !pairs.includes(inode)));
  }

  /**
   * Waits until the program can be reached on so many of its `all` passed sockets, and on nothing else. Not at once:
   * rouse-exec has one more while it asks the kernel for connections, and so has a process that is about to end.
   */
  async servesOn(reached: number, all = reached): Promise<void> {
    let [passed, reachable] = [new Set<number>(), new Set<number>()];
    const isSo = () => {
      [passed, reachable] = [this.passed(), this.reachable()];
      const isPassed = [...reachable].every((inode) => passed.has(inode));
      return isPassed && reachable.size === reached && passed.size === all;
    };
    const sets = () => `passed ${[...passed]}, reachable ${[...reachable]}`;
    const what = () =>
      `${reached} of ${all} passed sockets to be reachable, and no other: ${sets()}`;
    await this.explain(until(isSo, { everyMs: 50, what }));
  }

  /** The sockets that the program has open and that a client can reach. */
  reachable(): Set<number> {
    const open = new Set(this.processes().flatMap(openSockets));
    return new Set(reachableSockets().filter((inode) => open.has(inode)));
  }
}

/** At any descriptor: a daemon that has closed its standard input may listen there. */
function openSockets(pid: number): number[] {
  const targets = [...fds(pid).values()].join(" ");
  return [...targets.matchAll(/socket:\[(\d+)\]/g)].map(([, inode]) => Number(inode));
}

/** Inodes of all that listen, and of bound UDP sockets; not of unix datagram sockets, with which programs log. */
function reachableSockets(): number[] {
  return inodesOf(["-ltuxne"], /^u_dgr/);
}

/** Of the rows that `ss` prints, without those that match. */
function inodesOf(options: string[], without = /^$/): number[] {
  const text = execFileSync("ss", ["--no-header", ...options], { encoding: "utf8" });
  const rows = text.split("\n").filter((row) => !without.test(row));
  return rows.map((row) =>
    Number(
      row
        .match(/ ino:(\d+)|^u_\w+ +(?:\S+ +){4}(\d+)/)
        ?.slice(1)
        .join(""),
    ),
  );
}
