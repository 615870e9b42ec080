import { hasCode } from "../../sys/descriptor.js";
import type { Scope } from "../../units/types.js";
import { managerEnvironment } from "../systemd/manager.js";
import { runProgram } from "../systemd/run-program.js";

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

async function ask(scope: Scope): Promise<Answer> {
  const argv = ["systemctl", `--${scope}`, "show", "--property=Version"];
  try {
    const { code, stdout, stderr } = await runProgram(argv, environment());
    if (code !== 0) return { outcome: "refused", problem: lastLine(stderr) };
    return { outcome: "reached", version: stdout.trim().replace(/^Version=/, "") };
  } catch (error) {
    if (hasCode(error, "ENOENT")) return { outcome: "no-systemctl" };
    throw error;
  }
}

/** A manager that hangs is one of the things we are asked about. */
function environment(): NodeJS.ProcessEnv {
  return { SYSTEMD_BUS_TIMEOUT: "5s", ...managerEnvironment() };
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
