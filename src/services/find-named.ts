import { findForeign } from "../engines/systemd/inventory/find-foreign.js";
import { findService } from "../engines/systemd/inventory/find-service.js";
import { findServices, type Service } from "../engines/systemd/inventory/find-services.js";
import { RouseError } from "../errors/rouse-error.js";
import type { Scope } from "../units/types.js";

/** The next step for who has named a unit that Rouse did not write. */
type NextStep = (foreign: string) => string;

const useSystemctl: NextStep = (foreign) => `use systemctl for ${foreign}`;

/**
 * The services that a command names, each once.
 * @throws SERVICE_UNKNOWN, which says what else has that name, or a near one; SERVICE_AMBIGUOUS
 */
export async function findNamed(
  names: readonly string[],
  scope: Scope | undefined,
  next = useSystemctl,
): Promise<Service[]> {
  const services = findServices();
  const found = await Promise.all(names.map((name) => findNamedOne(name, scope, services, next)));
  return [...new Set(found)];
}

/** The service that a command names. @throws as findNamed */
export async function findNamedOne(
  name: string,
  scope: Scope | undefined,
  services: readonly Service[] = findServices(),
  next = useSystemctl,
): Promise<Service> {
  try {
    return findService(name, scope, services);
  } catch (error) {
    const isUnknown = error instanceof RouseError && error.code === "SERVICE_UNKNOWN";
    const foreign = isUnknown ? await findForeign(name, scope) : undefined;
    if (foreign === undefined) throw error;
    throw new RouseError("SERVICE_UNKNOWN", { name, next: next(foreign) });
  }
}
