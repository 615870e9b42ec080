import { readFileSync } from "node:fs";
import { activate, type ListeningSocket } from "../harness/activate.js";
import { compileC } from "../harness/compile.js";
import { rouseExec } from "../harness/paths.js";
import { descendants, stat, threads } from "../harness/procs.js";
import { socketInode, socketInodes } from "../harness/sockets.js";
import { type Running, type StartOptions, start } from "../harness/start.js";
import { until } from "../harness/until.js";

/** How rouse-exec gets its sockets: from a service manager, or it makes them itself. */
export type Engine = "systemd" | "embedded";
export const engines: Engine[] = ["systemd", "embedded"];

export interface Setting extends Omit<StartOptions, "fds"> {
  engine?: Engine;
  /** Of rouse-exec. */
  options?: string[];
  /** A command that runs the program: `setpriv … --`. */
  before?: string[];
  /** A command that runs rouse-exec. */
  around?: string[];
  /** Of guard-calls.c: the thread that makes the calls. */
  where?: "thread" | "orphaned";
}

export type Passed = Pick<ListeningSocket, "kind" | "address" | "mode" | "name">;

/** Runs the command under rouse-exec, which has these sockets. */
export function guard(sockets: Passed[], argv: readonly string[], setting: Setting = {}): Running {
  const { engine = "systemd", options = [], around = [], before: _, where: __, ...rest } = setting;
  const made = engine === "embedded" ? sockets.map(listenOption) : [];
  const command = [...around, rouseExec, ...made, ...options, "--", ...argv];
  return engine === "systemd" ? activate(sockets, command, rest) : start(command, rest);
}

function listenOption({ kind, address, mode }: Passed): string {
  const permissions = mode === undefined ? "" : `,mode=0${mode.toString(8)}`;
  return `--listen=${kind}:${address}${permissions}`;
}

/** The program guard-calls.c under rouse-exec: it makes the system calls that a test tells it to make. */
export class Calls {
  readonly running: Running;
  readonly pid: number;
  /** The inodes of the sockets that rouse-exec held before the first call. */
  readonly #passed: number[];
  #answers = 0;

  private constructor(running: Running, pid: number) {
    this.running = running;
    this.pid = pid;
    this.#passed = socketInodes(running.pid);
  }

  static async of(sockets: Passed[], setting: Setting = {}): Promise<Calls> {
    const { before = [], where } = setting;
    const argv = [...before, compileC("guard-calls"), ...(where ? [where] : [])];
    const running = guard(sockets, argv, setting);
    await running.line(/^ready$/);
    return new Calls(running, descendants(running.pid)[0] ?? 0);
  }

  /** Its result, or the name of its error. */
  async make(call: string): Promise<number | string> {
    return this.begin(call).answer;
  }

  async makeAll(calls: string[]): Promise<(number | string)[]> {
    const answers = [];
    for (const call of calls) answers.push(await this.make(call));
    return answers;
  }

  begin(call: string): Pending {
    this.running.stdin?.write(`${call}\n`);
    return new Pending(this, ++this.#answers);
  }

  /** Makes a socket of that kind and binds it; the number of its descriptor. */
  async bind(kind: Passed["kind"], path: string, flags = 0): Promise<number> {
    const type = { tcp: 1, udp: 2, unix: 1, "unix-dgram": 2, "unix-seqpacket": 5 }[kind];
    const fd = Number(await this.make(`socket 1 ${type | flags} 0`));
    const answer = await this.make(`bind ${fd} ${path}`);
    if (answer !== 0) throw new Error(`bind to ${path}: ${answer}`);
    return fd;
  }

  /** Whether the descriptor is a passed socket; of another, rouse-exec may have a copy for a moment. */
  holdsPassed(fd: number): boolean {
    // The first thread may be gone, and its descriptors with it.
    const [thread = this.pid] = threads(this.pid).reverse();
    return this.#passed.includes(socketInode(thread, fd) ?? 0);
  }

  /** The lines that rouse-exec wrote. */
  get told(): string[] {
    return this.running.stderr.split("\n").filter(Boolean);
  }

  /** Stops rouse-exec: calls that it is to answer wait, all others go on. */
  async freeze(): Promise<void> {
    this.running.signal("SIGSTOP");
    await until(() => stat(this.running.pid)?.state === "T");
  }

  thaw(): void {
    this.running.signal("SIGCONT");
  }

  /** Waits until the program sleeps in a system call that is not its reading of our next line. */
  async sleepsInCall(): Promise<void> {
    await until(() => {
      const [number] = readFileSync(`/proc/${this.pid}/syscall`, "utf8").split(/\s/);
      return number !== "running" && number !== reading && stat(this.pid)?.state === "S";
    });
  }
}

const reading = "0"; // SYS_read

/** A call whose answer has perhaps not come yet. */
class Pending {
  readonly #calls: Calls;
  readonly #nth: number;

  constructor(calls: Calls, nth: number) {
    this.#calls = calls;
    this.#nth = nth;
  }

  get answer(): Promise<number | string> {
    return this.#calls.running
      .line(/^= (.*)$/, { nth: this.#nth })
      .then(([, text = ""]) => (/^\d+$/.test(text) ? Number(text) : text));
  }

  get isAnswered(): boolean {
    return this.#calls.running.output.matches(/^= /).length >= this.#nth;
  }
}
