import { hasCode } from "../../../errors/has-code.js";
import { RouseError } from "../../../errors/rouse-error.js";
import { type Ended, runProgram } from "../../../sys/programs/run-program.js";
import type { Scope } from "../../../units/types.js";
import { managerEnvironment } from "./manager.js";

/** How `systemd-analyze` ended. @throws ANALYZE_MISSING */
export async function analyze(scope: Scope, ...args: string[]): Promise<Ended> {
  try {
    return await runProgram(["systemd-analyze", `--${scope}`, ...args], managerEnvironment());
  } catch (cause) {
    if (!hasCode(cause, "ENOENT")) throw cause;
    throw new RouseError("ANALYZE_MISSING", {}, { cause });
  }
}
