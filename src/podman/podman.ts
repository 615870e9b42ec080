import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { type ProgramResult, runProgram } from "../sys/programs/run-program.js";

/** Returns how `podman ARGS` ended. @throws PODMAN_MISSING */
export async function podman(...args: string[]): Promise<ProgramResult> {
  try {
    return await runProgram(["podman", ...args]);
  } catch (cause) {
    if (!hasCode(cause, "ENOENT")) throw cause;
    throw new RouseError("PODMAN_MISSING", {}, { cause });
  }
}

/** Throws when this podman has no Quadlet. @throws PODMAN_MISSING, PODMAN_TOO_OLD */
export async function requireQuadlet(): Promise<void> {
  const { stdout } = await podman("--version");
  const [version = "unknown", major = 0, minor = 0] = /(\d+)\.(\d+)\S*/.exec(stdout) ?? [];
  const isNew = Number(major) > 4 || (Number(major) === 4 && Number(minor) >= 4);
  if (!isNew) throw new RouseError("PODMAN_TOO_OLD", { version });
}
