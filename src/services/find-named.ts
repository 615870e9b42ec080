import { findForeground } from "../engines/embedded/hold-foreground.js";
import type { HeldService } from "../engines/engine.js";
import { holdService } from "../engines/systemd/hold-units.js";
import { findForeign } from "../engines/systemd/inventory/find-foreign-unit.js";
import { findService } from "../engines/systemd/inventory/find-service.js";
import { findServices, type Service } from "../engines/systemd/inventory/find-services.js";
import { reportFile } from "../engines/systemd/inventory/report-file.js";
import { RouseError } from "../errors/rouse-error.js";
import type { Scope } from "../units/plan-types.js";

/** Returns the next step where a name is that of a unit which Rouse did not write. */
type NextStep = (foreign: string) => string;

const useSystemctl: NextStep = (foreign) => `use systemctl for ${foreign}`;

/**
 * Finds the services that a command names, each once; `scope` is the one that --user or --system names.
 * @throws SERVICE_UNKNOWN, which names what else has that name, or a near one; SERVICE_AMBIGUOUS
 */
export async function findNamed(
  names: readonly string[],
  scope: Scope | undefined,
  next = useSystemctl,
): Promise<HeldService[]> {
  const services = findServices();
  const found: HeldService[] = [];
  for (const name of names) found.push(await find(name, scope, services, next));
  return [
    ...new Map(
      found.map((held) => [`${held.scope} ${held.service?.unit ?? held.name}`, held]),
    ).values(),
  ];
}

/** Finds the service that a command names. @throws as findNamed */
export function findNamedOne(name: string, scope: Scope | undefined): Promise<HeldService> {
  return find(name, scope, findServices(), useSystemctl);
}

/** A service with units, else one that runs in the foreground; else units of others are looked at for the sentence. */
async function find(
  name: string,
  scope: Scope | undefined,
  services: readonly Service[],
  next: NextStep,
): Promise<HeldService> {
  try {
    return holdService(findService(name, scope, services));
  } catch (error) {
    if (!(error instanceof RouseError) || error.code !== "SERVICE_UNKNOWN") throw error;
    const files = new Set(services.map(reportFile));
    const foreground = scope === "system" ? undefined : findForeground(name, files);
    if (foreground !== undefined) return foreground;
    const foreign = await findForeign(name, scope);
    if (foreign === undefined) throw error;
    throw new RouseError("SERVICE_UNKNOWN", { name, next: next(foreign) });
  }
}
