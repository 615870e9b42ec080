import type { Address } from "../../../address/address.js";
import { explainStart, isOfStart } from "../manager/explain-start.js";
import { requireFreeAddresses } from "../preconditions/require-free-addresses.js";
import { applyChanges } from "./apply-changes.js";
import { requireListening } from "./require-listening.js";
import { changesSettings, restartsSockets } from "./unit-changes.js";
import type { VerifiedChanges } from "./verified-changes.js";

/** The files that a service is to have, and what they are for. */
export interface ServiceChange {
  /** The unit that its sockets start, `web.service`. */
  unit: string;
  addresses: readonly Address[];
  changes: VerifiedChanges;
}

/**
 * Writes, enables and starts the sockets of a service, or changes nothing at all. Sockets whose settings stay the same
 * are not touched: clients that wait there are not refused.
 * @throws as applyChanges; ADDRESS_TAKEN, SOCKET_NOT_LISTENING with the reason why a socket did not start: mostly
 * another program took its address meanwhile
 */
export async function applyService(change: ServiceChange): Promise<void> {
  const since = Date.now();
  try {
    await writeAndStart(change);
  } catch (error) {
    if (!isOfStart(error)) throw error;
    const { unit, addresses, changes } = change;
    await requireFreeAddresses(addresses, { scope: changes.scope, unit });
    const sockets = changes.all.map((one) => one.unit).filter((name) => name.endsWith(".socket"));
    throw await explainStart(changes.scope, sockets, since, error);
  }
}

async function writeAndStart({ unit: service, changes }: ServiceChange): Promise<void> {
  const { scope, all } = changes;
  const sockets = all.filter(({ unit }) => unit.endsWith(".socket"));
  const listening = sockets.filter(({ after }) => after !== undefined).map(({ unit }) => unit);
  const changed = sockets
    .filter((one) => one.before !== undefined && changesSettings(one))
    .map(({ unit }) => unit);
  const timers = all.filter(({ unit }) => unit.endsWith(".timer"));
  const ticking = timers.filter(({ after }) => after !== undefined).map(({ unit }) => unit);
  const old = timers
    .filter((one) => one.before !== undefined && changesSettings(one))
    .map(({ unit }) => unit);
  await applyChanges({
    scope,
    stop: [...old, ...(restartsSockets(all) ? [...changed, service] : [])],
    disable: [...old, ...changed],
    write: changes,
    remove: all.filter(({ after }) => after === undefined).map(({ path }) => path),
    enable: [...listening, ...ticking],
    start: [...listening, ...ticking],
    confirm: () => requireListening(scope, listening),
  });
}
