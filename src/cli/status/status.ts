import { ExitStatus } from "../../errors/exit-status.js";
import { findNamedOne } from "../../services/find-named.js";
import type { StateName } from "../../services/service-state.js";
import { surveyService } from "../../services/survey-services.js";
import type { Scope } from "../../units/plan-types.js";
import { namedScope } from "../options/scope.js";
import { formatDocument } from "../output/json-document.js";
import { say, write } from "../output/say.js";
import type { Status } from "./status-facts.js";
import { statusDocument } from "./status-json.js";
import type { StatusOptions } from "./status-options.js";
import { formatStatus } from "./status-text.js";

const logLines = 10;

/** As LSB has it: 3 is not running. */
const notRunning = 3;

const down: readonly StateName[] = ["failing", "failed", "limit-hit", "stopped", "unknown"];

/** @throws SERVICE_UNKNOWN, SERVICE_AMBIGUOUS; ExitStatus when it neither runs nor listens, which was shown */
export async function showStatus(name: string, options: StatusOptions): Promise<void> {
  const status = await readStatus(name, namedScope(options, "status"));
  if (options.json) write(1, formatDocument(statusDocument(status)));
  else {
    write(1, formatStatus(status));
    for (const problem of status.problems) say(`rouse: ${problem}`);
  }
  if (down.includes(status.now.state)) throw new ExitStatus(notRunning);
}

async function readStatus(name: string, scope: Scope | undefined): Promise<Status> {
  const held = await findNamedOne(name, scope);
  const { service: now, problems } = await surveyService(held);
  const { details, log, problems: more } = await held.inspect(logLines);
  return { now, details, log, problems: [...new Set([...problems, ...more])] };
}
