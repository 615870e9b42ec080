import { RouseError } from "../../errors.js";
import { readReport } from "../../exec/read-report.js";
import type { Report } from "../../exec/report.js";
import { readMemoryUse } from "../../sys/memory-use.js";
import type { Scope } from "../../units/types.js";
import { type Connected, findConnected } from "./connected.js";
import { type Failure, findFailures } from "./failure.js";
import { type Service, servicesIn, socketFiles } from "./find-services.js";
import { findForeground } from "./foreground.js";
import { listUnits, notLoaded, type UnitState } from "./list-units.js";
import { reportFile } from "./report-file.js";
import { judgeState, type State } from "./service-state.js";

/** A service as it is now. */
export interface ServiceNow extends State {
  name: string;
  /** `foreground`: of `rouse listen`, it has no units. */
  scope: Scope | "foreground";
  /** Undefined for those in the foreground. */
  service: Service | undefined;
  /** The places as ADDR of the command line shows them. */
  listen: string[];
  report: Report | undefined;
  /** Undefined when its program does not run. */
  connections: number | undefined;
  connected: Connected | undefined;
  memoryBytes: number | undefined;
  failure: Failure | undefined;
}

export interface Survey {
  services: ServiceNow[];
  /** What could not be read or asked, a sentence each. */
  problems: string[];
}

/**
 * All services that Rouse wrote, and those that run in the foreground. Where a manager cannot be asked, the reports
 * of its services tell what they can.
 */
export async function surveyServices(scopes: readonly Scope[]): Promise<Survey> {
  const asked = scopes
    .map((scope) => ({ scope, files: socketFiles(scope) }))
    .filter(({ files }) => files.length > 0)
    .map(({ scope, files }) => ({ scope, units: askUnits(scope), files }));
  const found = asked.map(({ scope, units, files }) => {
    return { units, raws: servicesIn(scope, files).map(rawOf), scope };
  });
  const problems = new Set<string>();
  const services: ServiceNow[] = [];
  for (const { scope, units, raws } of found) {
    if (raws.length > 0) services.push(...(await judge(scope, raws, await units, problems)));
  }
  if (scopes.includes("user")) {
    const stems = new Set(found.flatMap(({ raws }) => raws.map(({ file }) => file)));
    services.push(...judgeForeground(stems, problems));
  }
  for (const { error } of found.flatMap(({ raws }) => raws)) if (error) problems.add(error.message);
  return { services: services.sort(byName), problems: [...problems] };
}

/** The same of one service. */
export async function surveyService(
  service: Service,
): Promise<{ service: ServiceNow; problems: string[] }> {
  const problems = new Set<string>();
  const raw = rawOf(service);
  const [now] = await judge(service.scope, [raw], await askUnits(service.scope), problems);
  if (now === undefined) throw new Error(`no state of ${service.unit}`);
  if (raw.error !== undefined) problems.add(raw.error.message);
  return { service: now, problems: [...problems] };
}

/** Asked while the files are read; a failure is looked at when the answer is needed. */
function askUnits(scope: Scope): Promise<Map<string, UnitState> | RouseError> {
  return listUnits(scope).catch((error: unknown) => {
    if (error instanceof RouseError) return error;
    throw error;
  });
}

/** What files tell of a service. */
interface Raw {
  service: Service;
  file: string;
  report: Report | undefined;
  error: RouseError | undefined;
}

function rawOf(service: Service): Raw {
  const file = reportFile(service);
  const read = readReport(file);
  return read instanceof RouseError
    ? { service, file, report: undefined, error: read }
    : { service, file, report: read, error: undefined };
}

async function judge(
  scope: Scope,
  raws: readonly Raw[],
  units: Map<string, UnitState> | RouseError,
  problems: Set<string>,
): Promise<ServiceNow[]> {
  if (units instanceof RouseError) problems.add(units.message);
  const known = units instanceof RouseError ? undefined : units;
  const states = new Map(raws.map(({ service }) => [service, statesOf(service, known)]));
  const unclear = raws.map(({ service }) => service).filter((one) => isUnclear(states.get(one)));
  const failures = unclear.length === 0 ? new Map() : await findFailures(scope, unclear);
  const running = raws.filter((raw) => runs(raw, states.get(raw.service)));
  const connected = findConnected(running.flatMap(({ report }) => report ?? []));
  return raws.map((raw) => {
    const { service, report } = raw;
    const isRunning = running.includes(raw);
    return present({
      ...{ name: service.name, scope, service, report, isRunning },
      listen: service.sockets.flatMap(({ listen }) => listen),
      unit: service.unit,
      units: states.get(service),
      failure: failures.get(service.unit),
      connected: report && connected.get(report),
    });
  });
}

type Units = { sockets: UnitState[]; service: UnitState } | undefined;

function statesOf({ unit, sockets }: Service, units: Map<string, UnitState> | undefined): Units {
  if (units === undefined) return undefined;
  const stateOf = (name: string) => units.get(name) ?? notLoaded;
  return { sockets: sockets.map((one) => stateOf(one.unit)), service: stateOf(unit) };
}

/** What is failed or starts: why, and how often, is worth a question. */
function isUnclear(units: Units): boolean {
  const states = units === undefined ? [] : [units.service, ...units.sockets];
  return states.some(({ active }) => active === "failed") || units?.service.active === "activating";
}

/** Its report is of a process that is there. */
function runs({ report }: Raw, units: Units): boolean {
  const isOver = report?.state === "exited" || report?.state === "failed";
  return !isOver && !["inactive", "failed"].includes(units?.service.active ?? "active");
}

interface Presented {
  name: string;
  scope: ServiceNow["scope"];
  service: Service | undefined;
  listen: string[];
  unit: string | undefined;
  units: Units;
  report: Report | undefined;
  isRunning: boolean;
  connected: Connected | undefined;
  failure: Failure | undefined;
}

function present({ unit, units, isRunning, ...known }: Presented): ServiceNow {
  const { report, connected } = known;
  const state = judgeState({ now: Date.now(), units, ...known });
  const pids = [report?.pid, report?.program_pid].filter((pid) => pid != null);
  return {
    ...known,
    ...state,
    connections: isRunning ? (connected?.count ?? report?.connections ?? undefined) : undefined,
    memoryBytes: isRunning ? readMemoryUse(pids, unit) : undefined,
  };
}

function judgeForeground(files: ReadonlySet<string>, problems: Set<string>): ServiceNow[] {
  const { reports, problems: unread } = findForeground(files);
  for (const problem of unread) problems.add(problem.message);
  const connected = findConnected(reports);
  return reports.map((report) =>
    present({
      ...{ name: report.name, scope: "foreground", service: undefined, unit: undefined },
      listen: report.sockets.map(({ address }) => address),
      ...{ units: undefined, report, isRunning: true, failure: undefined },
      connected: connected.get(report),
    }),
  );
}

function byName(a: ServiceNow, b: ServiceNow): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
