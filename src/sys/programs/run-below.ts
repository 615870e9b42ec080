import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { ExitStatus } from "../../errors/exit-status.js";
import { codeOf } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { descriptorsAtStart } from "../descriptors/descriptors-at-start.js";
import { childProcess } from "../lazy-node-modules.js";
import { readProcessStat } from "../processes/process-stat.js";
import type { Successor } from "./successor.js";

/**
 * Runs a program as our child with the descriptors that we were given, passes signals on to it, and ends as it ends.
 * Node starts its children with the default action of every signal.
 * @throws EXEC_FAILED, ExitStatus
 */
export async function runBelow({ path, argv, next }: Successor): Promise<never> {
  const [argv0 = path, ...args] = argv;
  let child: ChildProcess | undefined;
  // Before the child is there, since its first word may be answered by a signal. Node tells of one only later.
  const stop = passSignals((signal) => child?.kill(signal));
  child = childProcess().spawn(path, args, { argv0, stdio: descriptorsOf() });
  const [code, signal] = await endOf(child, { path, next });
  stop();
  if (signal === null) throw new ExitStatus(code ?? 0);
  if (!dumping.includes(signal)) process.kill(process.pid, signal);
  // It would leave a core of Node beside that of the program, or is ignored, as SIGPIPE is by Node.
  throw new ExitStatus(128 + constants.signals[signal]);
}

/** What signal(7) lists with the action Core. */
const dumping: readonly NodeJS.Signals[] = [
  ...(["SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGQUIT"] as const),
  ...(["SIGSEGV", "SIGSYS", "SIGTRAP", "SIGXCPU", "SIGXFSZ"] as const),
];

/** What a child gets as each of its descriptors; one that we were not given stays closed. */
function descriptorsOf(): (number | "ignore")[] {
  const { inherited } = descriptorsAtStart;
  const count = Math.max(2, ...inherited) + 1;
  return Array.from({ length: count }, (_, fd) => (inherited.includes(fd) ? fd : "ignore"));
}

const typed = ["SIGINT", "SIGQUIT"] as const;
const passed = [
  "SIGHUP",
  "SIGTERM",
  "SIGUSR1",
  "SIGUSR2",
  "SIGWINCH",
  "SIGCONT",
  ...typed,
] as const;

/** Returns what ends it. */
function passSignals(send: (signal: NodeJS.Signals) => void): () => void {
  const pass = (signal: NodeJS.Signals) => {
    if (!isTyped(signal)) send(signal);
  };
  for (const signal of passed) process.on(signal, pass);
  return () => {
    for (const signal of passed) process.off(signal, pass);
  };
}

/** What is typed at the terminal has reached the child already: the kernel sends it to all of the foreground group. */
function isTyped(signal: NodeJS.Signals): boolean {
  if (!typed.some((one) => one === signal)) return false;
  const { group, foregroundGroup } = readProcessStat(process.pid);
  return group === foregroundGroup;
}

async function endOf(
  child: ChildProcess,
  { path, next }: Pick<Successor, "path" | "next">,
): Promise<[code: number | null, signal: NodeJS.Signals | null]> {
  try {
    const [code, signal] = await once(child, "exit");
    return [code, signal];
  } catch (error) {
    throw new RouseError("EXEC_FAILED", { path, reason: codeOf(error) ?? String(error), next });
  }
}
