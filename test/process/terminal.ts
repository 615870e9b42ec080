import { readFileSync } from "node:fs";
import { program, rouseExec } from "../harness/paths.js";
import { stat } from "../harness/procs.js";
import { type Running, start } from "../harness/start.js";
import { until } from "../harness/until.js";

const interactive = ["bash", "--norc", "--noprofile", "--noediting", "-i"];

/** An interactive shell at a terminal, with nothing but our words on it. */
export class Shell {
  readonly running: Running;

  private constructor(running: Running) {
    this.running = running;
  }

  static async open(): Promise<Shell> {
    const argv = ["python3", program("process-pty.py"), ...interactive];
    const shell = new Shell(start(argv, { env: { HISTFILE: undefined } }));
    shell.type("PS1=; stty -echo; echo shell $$\n");
    await shell.running.line(/shell \d+$/);
    return shell;
  }

  /** Keys: `\x03` is Ctrl-C, `\x1a` Ctrl-Z. */
  type(text: string): void {
    this.running.stdin?.write(text);
  }

  /** Runs a program below rouse-exec and prints how that ended; gives the pid of rouse-exec. */
  async supervise(
    argv: readonly string[],
    options: readonly string[] = [],
    rest = "",
  ): Promise<number> {
    const words = [rouseExec, ...options, "--", ...argv].map((word) => `'${word}'`);
    this.type(`sh -c 'echo rouse-exec $$; exec "$@"' sh ${words.join(" ")} ${rest}\n`);
    const nth = this.running.output.matches(/^rouse-exec (\d+)$/).length + 1;
    const [, pid] = await this.running.line(/^rouse-exec (\d+)$/, { nth });
    return Number(pid);
  }

  /** What the shell says once it has the terminal again: the status of the last command. */
  async status(): Promise<number> {
    const nth = this.running.output.matches(/^status \d+$/).length + 1;
    this.type("echo status $?\n");
    const [, status] = await this.running.line(/^status (\d+)$/, { nth });
    return Number(status);
  }
}

/** Waits until all of them are stopped (T) or run on. */
export async function areStopped(pids: number[], wanted = true): Promise<void> {
  const states = () => pids.map((pid) => stat(pid)?.state ?? "gone");
  const are = () => states().every((state) => (state === "T") === wanted && state !== "gone");
  await until(are, { what: () => `${pids} ${wanted ? "to stop" : "to go on"}, not ${states()}` });
}

/** Waits until the process group of one of them has the terminal. */
export async function haveTerminal(...pids: number[]): Promise<void> {
  const have = () => pids.some((pid) => foreground(pid) === stat(pid)?.pgrp);
  await until(have, { what: `${pids} to have the terminal` });
}

function foreground(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[5]);
}
