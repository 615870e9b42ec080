import type { ProcessIdentity } from "../../src/local/process/process-identity.js";
import { readProcessRecord, readProcScope } from "../../src/sys/processes/process-record.js";

/** Returns the identity that another process would write into its runtime file. */
export function identify(pid: number): ProcessIdentity {
  const scope = readProcScope();
  const record = readProcessRecord(pid);
  if (scope === undefined || typeof record === "string") throw new Error(`no process ${pid}`);
  const { startTicks, commandLine } = record;
  const { boot, pidNamespace } = scope;
  return { pid, startTime: `${boot}:${startTicks}`, pidNamespace, commandLine };
}
