import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasCode } from "../errors/has-code.js";
import { readProcScope } from "../sys/processes/process-record.js";

/** With the maker's pid and pid namespace, by which a folder that a killed probe left is recognized. */
const prefix = `rouse-probe-${process.geteuid?.()}-${readProcScope()?.pidNamespace}-`;

/** Makes a folder for one report, for this user alone, and removes the folders of probes that were killed. */
export function makeReportFolder(): string {
  removeStaleFolders();
  return mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
}

function removeStaleFolders(): void {
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

/** In a folder that everybody may write to, the entry may belong to another user. */
function removeOwn(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (!hasCode(error, "EPERM", "EACCES", "ENOENT")) throw error;
  }
}
