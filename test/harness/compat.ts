import { spawnSync } from "node:child_process";
import { compileC } from "./compile.js";
import { hasProgram } from "./servers.js";

/**
 * Whether this kernel has the system calls of 32-bit programs: some are built or started without (ia32_emulation=0), and
 * those below a hypervisor without hardware support have none.
 */
export const hasCompat: boolean =
  process.arch === "x64" && hasProgram("cc") && spawnSync(compileC("enter-32")).status === 0;

if (!hasCompat) console.warn("leaves out 32-bit programs: this kernel does not run them");

/** These cases of a test where the kernel has such calls, and none elsewhere: no program could be installed for it. */
export function inCompat<Case>(...cases: Case[]): Case[] {
  return hasCompat ? cases : [];
}
