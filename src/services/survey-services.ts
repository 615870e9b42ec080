import { embedded } from "../engines/embedded/embedded.js";
import type { EngineSurvey, HeldService, Sighting } from "../engines/engine.js";
import type { ServiceFacts } from "../engines/facts.js";
import type { Asked } from "../engines/systemd/inventory/ask-units.js";
import { systemd } from "../engines/systemd/systemd.js";
import type { Report } from "../rouse-exec/report.js";
import { readMemoryUse } from "../sys/processes/memory-use.js";
import { type Connected, findConnected, reportedConnections } from "./find-connected.js";
import { findRouseExecNow, type RouseExecNow } from "./rouse-exec-now.js";
import { judgeState, type State } from "./service-state.js";

/** A service as it is now: the facts of its engine, and what follows from them. */
export interface ServiceNow extends State, ServiceFacts {
  /** Undefined when its program does not run. */
  connections: number | undefined;
  connected: Connected | undefined;
  memoryBytes: number | undefined;
  /** Undefined when it does not run, and where it is not known. */
  rouseExec: RouseExecNow | undefined;
}

export interface Survey {
  services: ServiceNow[];
  /** What could not be read or asked, a sentence each. */
  problems: string[];
}

/** Surveys the services of the scopes that were asked, and those in the foreground where `hasForeground` says so. */
export function surveyServices(asked: readonly Asked[], hasForeground: boolean): Promise<Survey> {
  const units = systemd.survey(asked);
  const files = new Set(units.seen.map(({ file }) => file));
  return judge(hasForeground ? [units, embedded.survey(files)] : [units]);
}

/** Surveys one service. */
export async function surveyService(
  held: HeldService,
): Promise<{ service: ServiceNow; problems: string[] }> {
  const { services, problems } = await judge([held.survey()]);
  const [service] = services;
  if (service === undefined) throw new Error(`no state of ${held.name}`);
  return { service, problems };
}

/** Clients and memory are looked at while the managers are about to answer. */
async function judge(surveys: readonly EngineSurvey[]): Promise<Survey> {
  const live = surveys.flatMap(({ seen }) => seen).filter(isOfRun);
  const connected = findConnected(live.map(({ report }) => report));
  const memory = new Map(live.map((one) => [one.report, readMemory(one)]));
  const told = await Promise.all(surveys.map(({ facts }) => facts));
  const services = told.flatMap((one) => one.services);
  return {
    services: services.map((facts) => present(facts, connected, memory)),
    problems: told.flatMap(({ problems }) => problems),
  };
}

/** A report that was not written at the end of a run; it does not say whether the run still goes on. */
function isOfRun(seen: Sighting): seen is Sighting & { report: Report } {
  const state = seen.report?.state;
  return state !== undefined && state !== "exited" && state !== "failed";
}

function readMemory({ service, report }: Sighting): number | undefined {
  const { rouseExec, program } = pidsOf({ service, report });
  const pids = [rouseExec, program].filter((pid) => pid !== null);
  return readMemoryUse(pids, service?.unit);
}

/** Returns the processes of a service by their numbers here; a container's report has only the numbers in there. */
export function pidsOf({ service, report }: Pick<ServiceFacts, "service" | "report">) {
  if (service?.kind === "podman" || report === undefined) return { rouseExec: null, program: null };
  return { rouseExec: report.pid, program: report.program_pid };
}

function present(
  facts: ServiceFacts,
  connections: ReadonlyMap<Report, Connected>,
  memory: ReadonlyMap<Report, number | undefined>,
): ServiceNow {
  const report = facts.runs ? facts.report : undefined;
  const connected = report && connections.get(report);
  return {
    ...facts,
    ...judgeState({ now: Date.now(), ...facts, connected }),
    connected,
    connections: report && (connected?.count ?? reportedConnections(report)),
    memoryBytes: report && memory.get(report),
    rouseExec: findRouseExecNow(facts),
  };
}
