import { activate, type ListeningSocket } from "../harness/activate.js";
import { program, rouseExec } from "../harness/paths.js";
import { socketInode } from "../harness/sockets.js";
import { type Running, type StartOptions, start } from "../harness/start.js";

/** A step of the fixture adopt-bind.py, which explains them. */
export interface Bind {
  do?: "bind" | "socket";
  kind?: ListeningSocket["kind"];
  address?: string;
  as?: string;
  of?: string;
  v6only?: boolean;
  protocol?: number;
  flags?: string[];
  options?: [level: string, option: string | number, value: number | string][];
  read?: [level: string, option: string | number][];
  listen?: number;
  raw?: string;
  length?: number;
  at?: "border" | "nowhere";
}

export type Step =
  | Bind
  | { do: "dup"; of: string; as: string; cloexec?: boolean; from?: number }
  | { do: "look" | "close"; of: string }
  | { do: "chdir" | "chroot"; to: string }
  | { do: "limit"; files: number };

export interface Result {
  errno: string | null;
  fd?: number;
  inode?: number;
  name?: string | (string | number)[];
  nonblock?: boolean;
  cloexec?: boolean;
  read?: number[];
}

/** The command that does the steps, without rouse-exec. */
export function stepsCommand(steps: Step[]): string[] {
  const explicit = steps.map((step) => ({ do: "bind", ...step }));
  return ["python3", "-B", program("adopt-bind.py"), JSON.stringify(explicit)];
}

/** Runs the steps under rouse-exec, which has these sockets. */
export function runSteps(
  passed: ListeningSocket[],
  steps: Step[],
  { options = [] as string[], before = [] as string[], ...more }: RunOptions = {},
): Promise<Steps> {
  const command = [rouseExec, ...options, "--", ...before, ...stepsCommand(steps)];
  const running = activate(passed, command, more);
  return finished(running, running.pid);
}

interface RunOptions extends Omit<StartOptions, "fds"> {
  /** Of rouse-exec. */
  options?: string[];
  /** A command that runs the rest: `unshare --mount sh -c …`. */
  before?: string[];
}

/** The same steps as the kernel alone answers them; its sockets are closed afterwards. */
export async function runStepsAlone(steps: Step[]): Promise<Steps> {
  const alone = await finished(start(stepsCommand(steps)));
  await alone.running.end();
  return alone;
}

export class Steps {
  readonly running: Running;
  readonly results: Result[];
  readonly #rouseExec: number | undefined;

  constructor(running: Running, results: Result[], rouseExecPid?: number) {
    this.running = running;
    this.results = results;
    this.#rouseExec = rouseExecPid;
  }

  /** For each bind and look the number of the passed socket, "own" for one of its own, or an errno. */
  get taken(): (number | string)[] {
    return this.results.flatMap(({ errno, inode }) => {
      if (inode === undefined) return errno ?? [];
      return this.#numberOf(inode);
    });
  }

  #numberOf(inode: number): number | string {
    for (let fd = 3; ; fd++) {
      const passed = this.#rouseExec && socketInode(this.#rouseExec, fd);
      if (passed === undefined) return "own";
      if (passed === inode) return fd - 3;
    }
  }
}

/** What came of steps that were started by other means; the pid is that of rouse-exec, if it takes part. */
export async function finished(running: Running, rouseExecPid?: number): Promise<Steps> {
  const [text] = await running.line(/^\[.*\]$/, { from: "stdout" });
  return new Steps(running, JSON.parse(text), rouseExecPid);
}
