import { managerEnvironment } from "../engines/systemd/manager/manager.js";
import { hasCode } from "../errors/has-code.js";
import { type Ended, runProgram } from "../sys/programs/run-program.js";
import type { Scope } from "../units/types.js";

/** What several checks ask for; each is found out once. */
export interface Machine {
  uid: number;
  managers: Record<Scope, Answer>;
}

/** What a service manager said when it was asked for its version. */
export type Answer =
  | { outcome: "reached"; version: string }
  | { outcome: "refused"; problem: string }
  | { outcome: "no-systemctl" };

export async function readMachine(): Promise<Machine> {
  const [user, system] = await Promise.all([ask("user"), ask("system")]);
  return { uid: process.geteuid?.() ?? -1, managers: { user, system } };
}

/** A manager that hangs is one of the things we are asked about; systemctl itself waits for half a minute. */
const patienceMs = 3000;
const terminated = 128 + 15;

async function ask(scope: Scope): Promise<Answer> {
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

function problemOf({ code, stderr }: Ended): string {
  if (code === terminated) return `nothing came within ${patienceMs / 1000} s`;
  return stderr.trim().split("\n").at(-1) ?? "";
}
