import { type Address, formatBareAddress } from "../../address/address.js";
import { requireBindable } from "../../engines/systemd/preconditions/require-bindable.js";
import { RouseError } from "../../errors/rouse-error.js";
import { findRival } from "../../services/find-rival.js";

/**
 * Throws where another service of Rouse holds an address. rouse-exec refuses whatever is held, but of a socket that
 * systemd holds it knows no more than that.
 * @throws ADDRESS_TAKEN
 */
export async function requireNoRival(addresses: readonly Address[]): Promise<void> {
  for (const address of addresses) {
    const rival = findRival(address);
    if (rival === undefined || !(await isTaken(address))) continue;
    throw new RouseError("ADDRESS_TAKEN", { address: formatBareAddress(address), ...rival });
  }
}

async function isTaken(address: Address): Promise<boolean> {
  try {
    await requireBindable(address);
    return false;
  } catch (error) {
    if (error instanceof RouseError) return error.code === "ADDRESS_TAKEN";
    throw error;
  }
}
