import { journalOf, requireJournal } from "../../engines/systemd/journal.js";
import { findNamedOne } from "../../services/find-named.js";
import { findProgram } from "../../sys/programs/find-program.js";
import { replaceProcess } from "../../sys/programs/replace-process.js";
import { isTerminal } from "../say.js";
import { namedScope } from "../scope.js";
import type { LogsOptions } from "./logs-options.js";

/**
 * Becomes journalctl, for the units of a service.
 * @throws SERVICE_UNKNOWN, SERVICE_AMBIGUOUS, JOURNAL_UNREADABLE
 */
export async function showLogs(name: string, options: LogsOptions): Promise<never> {
  const service = await findNamedOne(name, namedScope(options, "logs"));
  await requireJournal(service);
  const argv = ["journalctl", "--quiet", ...chosen(options), ...journalOf(service)];
  replaceProcess(findProgram("journalctl"), argv);
}

/** A terminal shows the end of all that there is, in a pager. */
function chosen({ follow, lines, since, json }: LogsOptions): string[] {
  const options = [
    ...(follow ? ["--follow"] : []),
    ...(lines === undefined ? [] : [`--lines=${lines}`]),
    ...(since === undefined ? [] : [`--since=${since}`]),
    ...(json ? ["--output=json"] : []),
  ];
  const isAll = !follow && lines === undefined && since === undefined;
  return isAll && isTerminal(1) ? ["--pager-end", ...options] : options;
}
