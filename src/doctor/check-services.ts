import type { ServiceFacts } from "../engines/facts.js";
import { askUnits } from "../engines/systemd/inventory/ask-units.js";
import { findServices, type Service } from "../engines/systemd/inventory/find-services.js";
import { showUnits } from "../engines/systemd/manager/show-units.js";
import { systemd } from "../engines/systemd/systemd.js";
import { findRouseExecNow } from "../services/rouse-exec-now.js";
import type { Scope } from "../units/plan-types.js";
import type { CheckResult } from "./check-result.js";
import { type KnownService, type Properties, properties } from "./known-service.js";
import type { Machine } from "./machine.js";
import { complaints } from "./service-complaints.js";

/** Tells what is wrong with each service that Rouse wrote, or that nothing is. */
export async function checkServices({ managers }: Machine): Promise<CheckResult[]> {
  const services = findServices();
  const known = await Promise.all(
    (["user", "system"] as const).map((scope) => {
      const own = services.filter((service) => service.scope === scope);
      return managers[scope].outcome === "reached" ? ask(scope, own) : own.map(unasked);
    }),
  );
  return known.flat().flatMap((one) => judge(one, services));
}

async function ask(scope: Scope, services: readonly Service[]): Promise<KnownService[]> {
  const units = services.flatMap(unitsOf);
  const [shown, told] = await Promise.all([
    showUnits(scope, units, ...properties),
    systemd.survey(askUnits([scope])).facts,
  ]);
  const facts = new Map(units.map((unit, index) => [unit, shown[index]]));
  const now = new Map(told.services.map((one) => [one.service?.unit, one]));
  return services.map((service) => ({
    service,
    unit: facts.get(service.unit) ?? nothing,
    sockets: service.sockets.map(({ unit }) => facts.get(unit) ?? nothing),
    ...runOf(now.get(service.unit)),
  }));
}

function unitsOf({ unit, sockets }: Service): string[] {
  return [unit, ...sockets.map((socket) => socket.unit)];
}

function runOf(facts: ServiceFacts | undefined): Pick<KnownService, "rouseExec" | "report"> {
  if (facts === undefined) return { rouseExec: undefined, report: undefined };
  return { rouseExec: findRouseExecNow(facts), report: facts.runs ? facts.report : undefined };
}

/** Where a manager does not answer, only the files are known. */
function unasked(service: Service): KnownService {
  return { service, unit: nothing, sockets: [], rouseExec: undefined, report: undefined };
}

const nothing: Properties = () => "";

function judge(known: KnownService, all: readonly Service[]): CheckResult[] {
  const { name, sockets, scope } = known.service;
  const check = `${scope} service ${name}`;
  const found = complaints.flatMap((complaint) => complaint(known, all) ?? []);
  if (found.length > 0) return found.map((one) => ({ check, ...one }));
  const listen = sockets.flatMap((socket) => socket.listen).join(", ");
  const asked = known.sockets.length > 0 ? "" : " (its manager does not answer)";
  return [{ check, verdict: "ok", found: listen + asked }];
}
