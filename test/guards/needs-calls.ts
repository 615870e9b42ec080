import { hasProgram, lacking } from "../harness/servers.js";

/** `describe` and `test` for what guard-calls.c does, and for these programs. */
export function needsCalls(...programs: string[]) {
  return lacking(missing(programs));
}

/** The same, by root. */
export function needsCallsAsRoot(...programs: string[]) {
  const reasons = missing(programs);
  return lacking(process.getuid?.() === 0 ? reasons : [...reasons, "only root may do this"]);
}

function missing(programs: string[]): string[] {
  const reasons = ["cc", ...programs]
    .filter((name) => !hasProgram(name))
    .map((name) => `${name} is not installed`);
  // Other architectures have no unlink, rename or chmod without a directory, and enter as 32-bit programs otherwise.
  return process.arch === "x64" ? reasons : [...reasons, "guard-calls.c is written for x86-64"];
}
