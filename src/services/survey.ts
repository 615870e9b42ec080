import { findForeground } from "../engines/embedded/foreground.js";
import { type Asked, askUnits } from "../engines/systemd/inventory/ask-units.js";
import { type Failure, findFailures } from "../engines/systemd/inventory/failure.js";
import { type Service, servicesIn } from "../engines/systemd/inventory/find-services.js";
import { reportFile } from "../engines/systemd/inventory/report-file.js";
import { notLoaded, type UnitState } from "../engines/systemd/manager/list-units.js";
import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { readReport } from "../rouse-exec/read-report.js";
import type { Report } from "../rouse-exec/report.js";
import { readMemoryUse } from "../sys/processes/memory-use.js";
import type { Scope } from "../units/types.js";
import { type Connected, findConnected } from "./connected.js";
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
  /** The report is of processes that are there. */
  runs: boolean;
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
 * All services that Rouse wrote, of the scopes that were asked. Where a manager cannot be asked, the reports
 * of its services tell what they can.
 */
export async function surveyServices(asked: readonly Asked[]): Promise<Survey> {
  const found = asked.map((one) => ({ ...one, raws: observe(servicesIn(one.folder)) }));
  const problems = new Set<string>();
  const services: ServiceNow[] = [];
  for (const { folder, units, raws } of found) {
    if (raws.length > 0) services.push(...(await judge(folder.scope, raws, await units, problems)));
  }
  for (const { error } of found.flatMap(({ raws }) => raws)) if (error) problems.add(error.message);
  return { services, problems: [...problems] };
}

/** The same of one service. */
export async function surveyService(
  service: Service,
): Promise<{ service: ServiceNow; problems: string[] }> {
  const problems = new Set<string>();
  const [asked] = askUnits([service.scope]);
  const [raw] = observe([service]);
  const units = (await asked?.units) ?? new Map();
  const [now] = raw === undefined ? [] : await judge(service.scope, [raw], units, problems);
  if (raw === undefined || now === undefined) throw new Error(`no state of ${service.unit}`);
  if (raw.error !== undefined) problems.add(raw.error.message);
  return { service: now, problems: [...problems] };
}

/** What files and the kernel tell of a service, whether its unit runs or not. */
interface Raw extends Read {
  connected: Connected | undefined;
  memoryBytes: number | undefined;
}

interface Read {
  service: Service;
  report: Report | undefined;
  error: RouseError | undefined;
}

/** All that takes no answer of a service manager, while that is on its way. */
function observe(services: readonly Service[]): Raw[] {
  const found = services.map(readOf);
  const live = found.map(({ report }) => report).filter(isOfRun);
  const connected = findConnected(live);
  return found.map((read) => {
    const { report, service } = read;
    const memoryBytes = isOfRun(report) ? memoryOf(service, report) : undefined;
    return { ...read, connected: report && connected.get(report), memoryBytes };
  });
}

function readOf(service: Service): Read {
  const read = readReport(reportFile(service));
  // Of a service with DynamicUser= only root may.
  if (read instanceof RouseError && hasCode(read.cause, "EACCES")) {
    return { service, report: undefined, error: undefined };
  }
  return read instanceof RouseError
    ? { service, report: undefined, error: read }
    : { service, report: read, error: undefined };
}

function memoryOf(service: Service | undefined, report: Report): number | undefined {
  const { rouseExec, program } = pidsOf({ service, report });
  const pids = [rouseExec, program].filter((pid) => pid !== null);
  return readMemoryUse(pids, service?.unit);
}

/** It was not written at the end of a run; whether the run still goes on, it cannot know. */
function isOfRun(report: Report | undefined): report is Report {
  return report !== undefined && report.state !== "exited" && report.state !== "failed";
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
  return raws.map(({ service, report, connected, memoryBytes }) => {
    const units = states.get(service);
    const isRunning = runs(report, units);
    return present({
      ...{ name: service.name, scope, service, report, isRunning, units },
      listen: service.sockets.flatMap(({ listen }) => listen),
      failure: failures.get(service.unit),
      connected: isRunning ? connected : undefined,
      memoryBytes: isRunning ? memoryBytes : undefined,
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
function runs(report: Report | undefined, units: Units): boolean {
  const isOver = report !== undefined && !isOfRun(report);
  return !isOver && !["inactive", "failed"].includes(units?.service.active ?? "active");
}

/** The processes of a service by their numbers here; those of a container have others, which the report tells. */
export function pidsOf({ service, report }: Pick<ServiceNow, "service" | "report">) {
  if (service?.kind === "podman" || report === undefined) return { rouseExec: null, program: null };
  return { rouseExec: report.pid, program: report.program_pid };
}

interface Presented
  extends Omit<ServiceNow, "state" | "why" | "sleepsAt" | "runs" | "connections"> {
  units: Units;
  isRunning: boolean;
}

function present({ units, isRunning, ...known }: Presented): ServiceNow {
  const { report, connected } = known;
  return {
    ...known,
    ...judgeState({ now: Date.now(), units, ...known }),
    runs: isRunning,
    connections: isRunning ? (connected?.count ?? report?.connections ?? undefined) : undefined,
  };
}

/** Those in the foreground; `known` are those that have units, which write their reports to the same folder. */
export function surveyForeground(known: readonly ServiceNow[]): Survey {
  const files = known.flatMap(({ service }) => (service === undefined ? [] : reportFile(service)));
  const { reports, problems } = findForeground(new Set(files));
  const connected = findConnected(reports);
  const services = reports.map((report) =>
    present({
      ...{ name: report.name, scope: "foreground", service: undefined },
      listen: report.sockets.map(({ address }) => address),
      ...{ units: undefined, report, isRunning: true, failure: undefined },
      connected: connected.get(report),
      memoryBytes: memoryOf(undefined, report),
    }),
  );
  return { services, problems: problems.map(({ message }) => message) };
}
