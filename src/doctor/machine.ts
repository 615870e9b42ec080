import { findUserName } from "../engines/systemd/manager/linger.js";
import { managerEnvironment } from "../engines/systemd/manager/systemctl.js";
import { hasCode } from "../errors/has-code.js";
import { lastLine, type ProgramResult, runProgram } from "../sys/programs/run-program.js";
import type { Scope } from "../units/plan-types.js";

/** What several checks need; each is found out once. */
export interface Machine {
  uid: number;
  /** The name of the user, or its number where /etc/passwd has none. */
  user: string;
  managers: Record<Scope, ManagerAnswer>;
}

/** What a service manager said when it was asked for its version. */
type ManagerAnswer =
  | { outcome: "reached"; version: string }
  | { outcome: "refused"; problem: string }
  | { outcome: "no-systemctl" };

/** Asks both managers. */
export async function readMachine(): Promise<Machine> {
  const [user, system] = await Promise.all([ask("user"), ask("system")]);
  const uid = process.geteuid?.() ?? -1;
  return { uid, user: findUserName() ?? String(uid), managers: { user, system } };
}

/** A manager may hang, which is one of the things to be told; systemctl itself waits for half a minute. */
const patienceMs = 3000;
const terminated = 128 + 15;

async function ask(scope: Scope): Promise<ManagerAnswer> {
  const argv = ["systemctl", `--${scope}`, "show", "--property=Version"];
  try {
    const ended = await runProgram(argv, managerEnvironment(), "", patienceMs);
    if (ended.code !== 0) return { outcome: "refused", problem: problemOf(ended) };
    return { outcome: "reached", version: ended.stdout.trim().replace(/^Version=/, "") };
  } catch (error) {
    if (hasCode(error, "ENOENT")) return { outcome: "no-systemctl" };
    throw error;
  }
}

function problemOf({ code, stderr }: ProgramResult): string {
  if (code === terminated) return `nothing came within ${patienceMs / 1000} s`;
  return lastLine(stderr);
}
