import { findNear } from "../../../errors/near-names.js";
import { RouseError } from "../../../errors/rouse-error.js";
import type { Scope } from "../../../units/plan-types.js";
import { findServices, type Service, stemOf } from "./find-services.js";

/**
 * Finds the service that a command names, by its own name or that of one of its units; `scope` is the one that --user
 * or --system names.
 * @throws SERVICE_UNKNOWN, which suggests near names; SERVICE_AMBIGUOUS when a user and the system have one
 */
export function findService(
  name: string,
  scope?: Scope | undefined,
  services: readonly Service[] = findServices(),
): Service {
  const [first, second] = services.filter((service) => isNamed(service, name, scope));
  if (first === undefined) throw unknown(name, scope, services);
  if (second === undefined) return first;
  throw new RouseError("SERVICE_AMBIGUOUS", { name });
}

/** Tells whether a command means this service: by its own name, or by that of one of its units. */
export function isNamed(service: Service, name: string, scope: Scope | undefined): boolean {
  if (scope !== undefined && service.scope !== scope) return false;
  const units = [service.unit, ...service.sockets.map(({ unit }) => unit)];
  return service.name === name || units.includes(name);
}

function unknown(name: string, scope: Scope | undefined, services: readonly Service[]): RouseError {
  const elsewhere = services.find((service) => isNamed(service, name, undefined));
  const next =
    elsewhere === undefined
      ? suggest(name, services)
      : `the ${elsewhere.scope === "user" ? "user" : "system"} has one: use --${elsewhere.scope}, not --${scope}`;
  return new RouseError("SERVICE_UNKNOWN", { name, next });
}

function suggest(name: string, services: readonly Service[]): string {
  const near = findNear(
    name,
    services.map((service) => [service.name, stemOf(service)]),
  );
  if (near.length === 0) return "run `rouse ls` to list them";
  return `did you mean ${near.map((one) => `'${one}'`).join(" or ")}?`;
}
