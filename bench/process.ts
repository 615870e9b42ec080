import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { until } from "../test/harness/until.js";
import { defer } from "./cleanup.js";

/** A process that runs beside the measure and is ended with it. */
export interface Launched {
  pid: number;
  /** All that it printed so far. */
  said(): string;
  /** Writes to its standard input. */
  tell(text: string): void;
  hasEnded(): boolean;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** In a session of its own, as services are: where sched_autogroup is on, sessions share the processor. */
export function launch(argv: readonly string[], { env = process.env } = {}): Launched {
  const [command = "", ...args] = argv;
  const child = spawn(command, args, { stdio: "pipe", detached: true, env });
  const { pid } = child;
  if (pid === undefined) {
    child.once("error", () => undefined);
    throw new Error(`cannot start \`${argv.join(" ")}\`: not found or not executable`);
  }
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const stop = (signal: NodeJS.Signals = "SIGTERM") => end(child, hasEnded, signal);
  defer(() => stop());
  const tell = (text: string) => void child.stdin?.write(text);
  return { pid, said: collect(child), tell, hasEnded, stop };
}

/** Runs it to its end and gives what it printed; it has to succeed. */
export async function output(
  argv: readonly string[],
  { deadlineMs: timeout = 20_000, env = process.env } = {},
): Promise<string> {
  const [command = "", ...args] = argv;
  const { stdout } = await promisify(execFile)(command, args, { timeout, env });
  return stdout;
}

/** Waits for `condition`; the process must not end before. */
export async function whileRuns<T>(
  process: Launched,
  what: string,
  condition: () => T | Promise<T>,
  deadlineMs = 10_000,
): Promise<void> {
  const check = () => {
    if (process.hasEnded()) throw new Error(`it ended before ${what}; it said: ${process.said()}`);
    return condition();
  };
  await until(check, { what, deadlineMs, everyMs: 2 });
}

function collect(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (bytes: Buffer) => {
      text += bytes.toString();
    });
  }
  return () => text;
}

async function end(child: ChildProcess, hasEnded: () => boolean, signal: NodeJS.Signals) {
  if (hasEnded()) return;
  const exit = once(child, "exit");
  child.kill(signal);
  const late = pause(5000, "late", { ref: false });
  if ((await Promise.race([exit, late])) !== "late") return;
  child.kill("SIGKILL");
  await exit;
}
