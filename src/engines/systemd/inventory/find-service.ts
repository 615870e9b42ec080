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
  const near = services
    .map((service) => ({ name: service.name, far: distance(name, service.name, stemOf(service)) }))
    .filter(({ far }) => far <= Math.max(1, name.length / 3))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3);
  if (near.length === 0) return "run `rouse ls` to list them";
  const names = [...new Set(near.map((one) => `'${one.name}'`))];
  return `did you mean ${names.join(" or ")}?`;
}

/** Counts how many letters to type, leave out or exchange at least; a name that begins with this one is near. */
function distance(name: string, ...others: string[]): number {
  return Math.min(...others.map((other) => (other.startsWith(name) ? 1 : edits(name, other))));
}

/** The distance of Damerau and Levenshtein: two letters in the wrong order are one mistake. */
function edits(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (rows[i - 1]?.[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const less = Math.min((rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced);
      const isTurned = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(isTurned ? Math.min(less, (rows[i - 2]?.[j - 2] ?? 0) + 1) : less);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
