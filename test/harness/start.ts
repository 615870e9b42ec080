import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { after } from "./after.js";
import { endLeftovers, leftovers, markName, newMark } from "./leftovers.js";
import { type LineQuery, Output } from "./output.js";
import { patienceMs, within } from "./until.js";

export interface StartOptions {
  cwd?: string;
  /** Added to the environment of the tests; undefined removes a variable. */
  env?: Record<string, string | undefined>;
  /** Descriptors of ours that become 3, 4, … of the process. */
  fds?: number[];
  /** In a session and process group of its own. */
  detached?: boolean;
  uid?: number;
  gid?: number;
}

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process that a test started. It is ended after the test together with all that came from it. */
export class Running {
  readonly output = new Output();
  readonly pid: number;
  readonly argv: readonly string[];
  readonly #child: ChildProcess;
  readonly #exit: Promise<Exit>;
  readonly #mark: string;
  #ended: Exit | undefined;

  constructor(argv: readonly string[], child: ChildProcess, pid: number, mark: string) {
    this.argv = argv;
    this.#mark = mark;
    this.pid = pid;
    this.#child = child;
    if (child.stdout) this.output.follow("stdout", child.stdout);
    if (child.stderr) this.output.follow("stderr", child.stderr);
    this.#exit = exitOf(child);
    this.#exit.then((exit) => {
      this.#ended = exit;
    });
  }

  get stdout(): string {
    return this.output.text("stdout");
  }

  get stderr(): string {
    return this.output.text("stderr");
  }

  get stdin() {
    return this.#child.stdin;
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** The first line that matches, whether it was printed already or comes later. */
  line(pattern: RegExp, query: LineQuery = {}): Promise<RegExpMatchArray> {
    return this.output.line(pattern, () => this.hasEnded, query);
  }

  /** How it ended; all its output has been read by then. */
  exit({ deadlineMs = patienceMs } = {}): Promise<Exit> {
    const what = () => `\`${this.argv.join(" ")}\` to end; it printed:\n${this.output.all()}`;
    return within(this.#exit, deadlineMs, what);
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.hasEnded) this.#child.kill(signal);
  }

  async stop(signal: NodeJS.Signals = "SIGTERM", patience = {}): Promise<Exit> {
    this.signal(signal);
    return this.exit(patience);
  }

  /** It and all that came from it, as far as they live, even when it is gone itself. */
  survivors(): number[] {
    return leftovers(this.#mark, living(this.#child));
  }

  /** Ends all of them, at once and for good. */
  end(): Promise<void> {
    return endLeftovers(this.#mark, () => living(this.#child));
  }
}

export function start(argv: readonly string[], options: StartOptions = {}): Running {
  const [command = "", ...args] = argv;
  const { env, fds = [], ...rest } = options;
  const mark = newMark();
  const child = spawn(command, args, {
    ...rest,
    env: { ...process.env, [markName]: mark, ...env },
    stdio: ["pipe", "pipe", "pipe", ...fds],
  });
  if (child.pid === undefined) throw notStarted(argv, child);
  const running = new Running(argv, child, child.pid, mark);
  after(() => (living(child).length > 0 ? running.end() : undefined));
  return running;
}

/** Its pid as long as that is its own: once reaped, it may be given to another. */
function living({ pid, exitCode, signalCode }: ChildProcess): number[] {
  return pid !== undefined && exitCode === null && signalCode === null ? [pid] : [];
}

function notStarted(argv: readonly string[], child: ChildProcess): Error {
  // The reason comes later, as an event that would end the test run if nobody listened.
  child.once("error", () => undefined);
  return new Error(`cannot start \`${argv.join(" ")}\`: not found or not executable`);
}

/** Starts it, waits for its end, and gives all of it. For commands that end by themselves. */
export async function run(
  argv: readonly string[],
  options: StartOptions & { deadlineMs?: number } = {},
) {
  const { deadlineMs = patienceMs, ...rest } = options;
  const running = start(argv, rest);
  running.stdin?.end();
  const { code, signal } = await running.exit({ deadlineMs });
  return { code, signal, stdout: running.stdout, stderr: running.stderr };
}

async function exitOf(child: ChildProcess): Promise<Exit> {
  const closed = once(child, "close");
  const [code, signal] = await once(child, "exit");
  // A daemon it left behind may hold its stdout open for ever: wait for the rest, but not for that.
  await Promise.race([closed, pause(500, undefined, { ref: false })]);
  // What it wrote itself is in the pipe by now, and this turn of the event loop reads it.
  await turn();
  return { code, signal };
}
