import type { Service } from "../../engines/systemd/inventory/find-services.js";
import { type Details, inspectService } from "../../engines/systemd/inventory/inspect.js";
import { readLog } from "../../engines/systemd/journal.js";
import { RouseError } from "../../errors/rouse-error.js";
import { findNamedOne } from "../../services/find-named.js";
import type { StateName } from "../../services/service-state.js";
import { type ServiceNow, surveyForeground, surveyService } from "../../services/survey.js";
import type { Scope } from "../../units/types.js";
import { ExitStatus } from "../exit-status.js";
import { formatJson } from "../ls/ls-json.js";
import { say, write } from "../say.js";
import { namedScope } from "../scope.js";
import { statusDocument } from "./status-json.js";
import type { StatusOptions } from "./status-options.js";
import { formatStatus } from "./status-text.js";

/** All there is to tell of a service. */
export interface Status {
  now: ServiceNow;
  /** Undefined for those in the foreground, and when the manager cannot be asked. */
  details: Details | undefined;
  /** The last lines of its journal. */
  log: string[];
  /** What could not be read or asked, a sentence each. */
  problems: string[];
}

const logLines = 10;

/** As LSB has it: 3 is not running. */
const notRunning = 3;

const down: readonly StateName[] = ["failed", "limit-hit", "stopped", "unknown"];

/** @throws SERVICE_UNKNOWN, SERVICE_AMBIGUOUS; ExitStatus when it neither runs nor listens, which was shown */
export async function showStatus(name: string, options: StatusOptions): Promise<void> {
  const status = await readStatus(name, namedScope(options, "status"));
  if (options.json) write(1, formatJson(statusDocument(status)));
  else {
    write(1, formatStatus(status));
    for (const problem of status.problems) say(`rouse: ${problem}`);
  }
  if (down.includes(status.now.state)) throw new ExitStatus(notRunning);
}

async function readStatus(name: string, scope: Scope | undefined): Promise<Status> {
  const found = await find(name, scope);
  if ("state" in found) return { now: found, details: undefined, log: [], problems: [] };
  const { service: now, problems } = await surveyService(found);
  const [details, log] = await Promise.all([
    orProblem(inspectService(found), problems),
    orProblem(readLog(found, logLines), problems),
  ]);
  return { now, details, log: log ?? [], problems: [...new Set(problems)] };
}

/** One that has units, else one that runs in the foreground. */
async function find(name: string, scope: Scope | undefined): Promise<Service | ServiceNow> {
  try {
    return await findNamedOne(name, scope);
  } catch (error) {
    const isUnknown = error instanceof RouseError && error.code === "SERVICE_UNKNOWN";
    const foreground = isUnknown && scope !== "system" ? surveyForeground([]).services : [];
    const now = foreground.find((one) => one.name === name);
    if (now === undefined) throw error;
    return now;
  }
}

async function orProblem<T>(asked: Promise<T>, problems: string[]): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof RouseError)) throw error;
    problems.push(error.message);
    return undefined;
  }
}
