import { RouseError } from "../../errors.js";
import { readReport } from "../../exec/read-report.js";
import type { Report } from "../../exec/report.js";
import { hasCode } from "../../sys/descriptor.js";
import { readMemoryUse } from "../../sys/memory-use.js";
import type { Scope } from "../../units/types.js";
import { type Asked, askUnits } from "./ask-units.js";
import { type Connected, findConnected } from "./connected.js";
import { type Failure, findFailures } from "./failure.js";
import { type Service, servicesIn } from "./find-services.js";
import { findForeground } from "./foreground.js";
import { notLoaded, type UnitState } from "./list-units.js";
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
  const found = asked.map((one) => ({ ...one, raws: servicesIn(one.folder).map(rawOf) }));
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
  const raw = rawOf(service);
  const [asked] = askUnits([service.scope]);
  const [now] = await judge(service.scope, [raw], (await asked?.units) ?? new Map(), problems);
  if (now === undefined) throw new Error(`no state of ${service.unit}`);
  if (raw.error !== undefined) problems.add(raw.error.message);
  return { service: now, problems: [...problems] };
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
  // Of a service with DynamicUser= only root may.
  if (read instanceof RouseError && hasCode(read.cause, "EACCES")) {
    return { service, file, report: undefined, error: undefined };
  }
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

/** The processes of a service by their numbers here; those of a container have others, which the report tells. */
export function pidsOf({ service, report }: Pick<ServiceNow, "service" | "report">) {
  if (service?.kind === "podman" || report === undefined) return { rouseExec: null, program: null };
  return { rouseExec: report.pid, program: report.program_pid };
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
  const { rouseExec, program } = pidsOf(known);
  const pids = [rouseExec, program].filter((pid) => pid != null);
  return {
    ...known,
    ...state,
    runs: isRunning,
    connections: isRunning ? (connected?.count ?? report?.connections ?? undefined) : undefined,
    memoryBytes: isRunning ? readMemoryUse(pids, unit) : undefined,
  };
}

/** Those in the foreground; `known` are those that have units, which write their reports to the same folder. */
export function surveyForeground(known: readonly ServiceNow[]): Survey {
  const files = known.flatMap(({ service }) => (service === undefined ? [] : reportFile(service)));
  const { reports, problems } = findForeground(new Set(files));
  const connected = findConnected(reports);
  const services = reports.map((report) =>
    present({
      ...{ name: report.name, scope: "foreground", service: undefined, unit: undefined },
      listen: report.sockets.map(({ address }) => address),
      ...{ units: undefined, report, isRunning: true, failure: undefined },
      connected: connected.get(report),
    }),
  );
  return { services, problems: problems.map(({ message }) => message) };
}
