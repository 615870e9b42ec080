import { hasCode } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { readReport } from "../../rouse-exec/read-report.js";
import type { Report } from "../../rouse-exec/report.js";
import type { Scope } from "../../units/plan-types.js";
import type { EngineSurvey, Sighting } from "../engine.js";
import type { ServiceFacts, UnitState, UnitStates } from "../facts.js";
import { type Asked, askUnits } from "./inventory/ask-units.js";
import { type Service, servicesIn } from "./inventory/find-services.js";
import { installedReader } from "./inventory/installed-rouse-exec.js";
import { reportFile } from "./inventory/report-file.js";
import { findFailures } from "./inventory/unit-failures.js";
import { notLoaded } from "./manager/list-units.js";

/**
 * Tells of all services with units of ours in the scopes that were asked. Where a manager cannot be asked, the reports
 * of its services tell what they can.
 */
export function surveyUnits(asked: readonly Asked[]): EngineSurvey {
  return survey(
    asked.map(({ folder, units }) => {
      return { scope: folder.scope, units, seen: servicesIn(folder).map(readService) };
    }),
  );
}

/** Tells of one service. */
export function surveyUnitsOf(service: Service): EngineSurvey {
  const { scope } = service;
  const [asked] = askUnits([scope]);
  const units = asked?.units ?? Promise.resolve(new Map<string, UnitState>());
  return survey([{ scope, units, seen: [readService(service)] }]);
}

/** What the files of a scope show, and what its manager will answer. */
interface ScopeSurvey {
  scope: Scope;
  units: Asked["units"];
  seen: Seen[];
}

interface Seen extends Sighting {
  service: Service;
  /** Why the report cannot be read. */
  error: RouseError | undefined;
}

function readService(service: Service): Seen {
  const file = reportFile(service);
  const read = readReport(file);
  if (!(read instanceof RouseError)) return { service, file, report: read, error: undefined };
  // A service with DynamicUser= has a report that only root may read.
  const error = hasCode(read.cause, "EACCES") ? undefined : read;
  return { service, file, report: undefined, error };
}

function survey(scopes: readonly ScopeSurvey[]): EngineSurvey {
  return { seen: scopes.flatMap(({ seen }) => seen), facts: readFacts(scopes) };
}

async function readFacts(scopes: readonly ScopeSurvey[]): EngineSurvey["facts"] {
  const problems = new Set<string>();
  const services: ServiceFacts[] = [];
  for (const one of scopes) {
    if (one.seen.length > 0) services.push(...(await readScope(one, problems)));
  }
  for (const { error } of scopes.flatMap(({ seen }) => seen))
    if (error) problems.add(error.message);
  return { services, problems: [...problems] };
}

async function readScope(
  { scope, units: asked, seen }: ScopeSurvey,
  problems: Set<string>,
): Promise<ServiceFacts[]> {
  const answer = await asked;
  if (answer instanceof RouseError) problems.add(answer.message);
  const known = answer instanceof RouseError ? undefined : answer;
  const states = new Map(seen.map(({ service }) => [service, statesOf(service, known)]));
  const unclear = seen.map(({ service }) => service).filter((one) => isUnclear(states.get(one)));
  const failures = unclear.length === 0 ? new Map() : await findFailures(scope, unclear);
  const readInstalled = installedReader();
  return seen.map(({ service, report }) => {
    const units = states.get(service);
    const isUp = runs(report, units);
    return {
      ...{ name: service.name, scope, service, report, units, runs: isUp },
      installed: isUp && report?.rouse_exec ? readInstalled(service) : undefined,
      listen: service.sockets.flatMap(({ listen }) => listen),
      failure: failures.get(service.unit),
    };
  });
}

function statesOf(
  { unit, sockets }: Service,
  units: Map<string, UnitState> | undefined,
): UnitStates | undefined {
  if (units === undefined) return undefined;
  const stateOf = (name: string) => units.get(name) ?? notLoaded;
  return { sockets: sockets.map((one) => stateOf(one.unit)), service: stateOf(unit) };
}

/** Tells whether a unit failed or is being started: why, and how often, is worth a question. */
function isUnclear(units: UnitStates | undefined): boolean {
  const states = units === undefined ? [] : [units.service, ...units.sockets];
  return states.some(({ active }) => active === "failed") || units?.service.active === "activating";
}

function runs(report: Report | undefined, units: UnitStates | undefined): boolean {
  const isOver = report?.state === "exited" || report?.state === "failed";
  return !isOver && !["inactive", "failed"].includes(units?.service.active ?? "active");
}
