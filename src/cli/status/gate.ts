import { formatFailed } from "../../services/why.js";
import { quoteCommand } from "../../sys/programs/quote-command.js";
import { formatAge } from "../../time/age.js";
import type { Status } from "./status-facts.js";

/** Says whether clients of a program that runs wait for its checks; undefined while it does not run. */
export function formatGate({ report, runs, name }: Status["now"]): string | undefined {
  if (!runs || report?.started_at == null) return undefined;
  const { gate, gate_since: since, gate_failed: failed, state } = report;
  const age = since === null ? "a while" : formatAge(Date.now() - Date.parse(since));
  if (gate === "shut") {
    const last = failed === null ? "" : `, ${formatFailed(failed)}`;
    return `not yet, for ${age}${last}: its clients wait`;
  }
  if (gate === "open") {
    if (failed === null) return `yes, for ${age}`;
    return `not in time (${formatFailed(failed)}): its clients were let in ${age} ago`;
  }
  if (gate === null || state !== "running") return undefined;
  return `its clients did not wait: rouse ${quoteCommand(["logs", name])}`;
}
