import type { Address } from "../../address/address.js";
import { changeService, type UnitChange } from "../../engines/systemd/change/change-service.js";
import { explainStart, isOfStart } from "../../engines/systemd/manager/explain-start.js";
import {
  type Asker,
  requireFreeAddresses,
} from "../../engines/systemd/preconditions/require-free-addresses.js";

/**
 * Changes a service, or explains why its sockets do not start: mostly somebody took an address in the meantime.
 * @throws ADDRESS_TAKEN, SOCKET_NOT_LISTENING; what changeService throws
 */
export async function changeOrExplain(
  asker: Asker,
  addresses: readonly Address[],
  changes: readonly UnitChange[],
): Promise<void> {
  const since = Date.now();
  try {
    await changeService(asker, changes);
  } catch (error) {
    if (!isOfStart(error)) throw error;
    await requireFreeAddresses(addresses, asker);
    const sockets = changes.map(({ unit }) => unit).filter((unit) => unit.endsWith(".socket"));
    throw await explainStart(asker.scope, sockets, since, error);
  }
}
