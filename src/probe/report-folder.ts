import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasCode } from "../errors/has-code.js";
import { readProcScope } from "../sys/processes/process-record.js";

/** With the pid of who made it, and its namespace: so what a killed probe left is known to be left. */
const prefix = `rouse-probe-${process.geteuid?.()}-${readProcScope()?.pidNamespace}-`;

/** A folder for the report of one observation, for this user alone. Those of probes that were killed are removed. */
export function makeReportFolder(): string {
  removeLeftOnes();
  return mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
}

function removeLeftOnes(): void {
  for (const entry of readdirSync(tmpdir())) {
    const pid = entry.startsWith(prefix) ? Number.parseInt(entry.slice(prefix.length), 10) : 0;
    if (pid > 0 && !isAlive(pid)) removeOwn(join(tmpdir(), entry));
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    if (hasCode(error, "ESRCH")) return false;
    if (hasCode(error, "EPERM")) return true;
    throw error;
  }
}

/** In a folder that all may write to, the name may be somebody else's. */
function removeOwn(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (!hasCode(error, "EPERM", "EACCES", "ENOENT")) throw error;
  }
}
