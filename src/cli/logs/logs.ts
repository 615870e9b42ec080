import { findNamedOne } from "../../services/find-named.js";
import { namedScope } from "../options/scope.js";
import { isTerminal } from "../output/say.js";
import type { LogsOptions } from "./logs-options.js";

/**
 * Becomes the program that shows what a service said: journalctl(1). A terminal shows the end of it all in a pager.
 * @throws SERVICE_UNKNOWN, SERVICE_AMBIGUOUS, JOURNAL_UNREADABLE
 */
export async function showLogs(name: string, options: LogsOptions): Promise<never> {
  const service = await findNamedOne(name, namedScope(options, "logs"));
  service.requireVerb("logs");
  const { follow, lines, since } = options;
  const isAll = !follow && lines === undefined && since === undefined;
  return service.logs({ ...options, isPaged: isAll && isTerminal(1) });
}
