import { hasCode } from "../../../errors/has-code.js";
import { RouseError } from "../../../errors/rouse-error.js";
import { type ProgramResult, runProgram } from "../../../sys/programs/run-program.js";
import type { Scope } from "../../../units/plan-types.js";
import { managerEnvironment } from "./systemctl.js";

/** Returns how `systemd-analyze` ended. @throws ANALYZE_MISSING */
export async function analyze(scope: Scope, ...args: string[]): Promise<ProgramResult> {
  try {
    return await runProgram(["systemd-analyze", `--${scope}`, ...args], managerEnvironment());
  } catch (cause) {
    if (!hasCode(cause, "ENOENT")) throw cause;
    throw new RouseError("ANALYZE_MISSING", {}, { cause });
  }
}
