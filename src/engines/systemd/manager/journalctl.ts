import { hasCode } from "../../../errors/has-code.js";
import { type ProgramResult, runProgram } from "../../../sys/programs/run-program.js";
import { managerEnvironment } from "./systemctl.js";

/** Returns how `journalctl` ended; undefined where it is not on PATH. */
export async function journalctl(args: readonly string[]): Promise<ProgramResult | undefined> {
  try {
    return await runProgram(["journalctl", ...args], managerEnvironment());
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
