import { type Address, formatBareAddress } from "../../../address/address.js";
import { overlaps } from "../../../address/overlap.js";
import { findAddress } from "../../../address/parse-address.js";
import { RouseError } from "../../../errors/rouse-error.js";
import { quoteCommand } from "../../../sys/programs/quote-command.js";
import type { Scope } from "../../../units/plan-types.js";
import { findServices, type Service } from "../inventory/find-services.js";
import { findListening } from "../inventory/listening-sockets.js";
import { showUnits } from "../manager/show-units.js";
import { type ListeningUnit, readListeningUnits } from "./listening-units.js";
import { requireBindable } from "./require-bindable.js";

/** The service that is to have the addresses: its own sockets are not in its way. */
interface Owner {
  scope: Scope;
  /** `web.service` */
  unit: string;
  /** Its program is stopped before its sockets are opened anew: what that listens on by itself is free then. */
  isStopped?: boolean;
}

/**
 * Throws unless the manager of `owner` can listen on every one of `addresses`, which no unit and no process has.
 * @throws ADDRESS_TAKEN, which names the holder; ADDRESSES_OVERLAP, SOCKET_PATH_UNUSABLE
 */
export async function requireFreeAddresses(
  addresses: readonly Address[],
  owner: Owner,
): Promise<void> {
  requireApart(addresses);
  const services = findServices();
  const own = services.filter((service) => isOf(owner, service));
  const others = services.filter((service) => !isOf(owner, service));
  const listening = await readListeningUnits();
  const freed = owner.isStopped ? await findOwnListening(owner) : [];
  for (const address of addresses) {
    requireUnlisted(address, others);
    const unit = findUnit(address, own, listening);
    if (unit !== undefined && unit !== "own") throw taken(address, unit);
    if (unit === undefined && !freed.some((one) => overlaps(one, address)))
      await requireBindable(address);
  }
}

async function findOwnListening({ scope, unit }: Owner): Promise<Address[]> {
  const [fact] = await showUnits(scope, [unit], "ControlGroup");
  return findListening(fact?.("ControlGroup") ?? "");
}

function isOf({ scope, unit }: Owner, service: Service): boolean {
  return service.scope === scope && service.unit === unit;
}

function requireApart(addresses: readonly Address[]): void {
  for (const [index, a] of addresses.entries()) {
    const b = addresses.slice(index + 1).find((other) => overlaps(a, other) && !isPair(a, other));
    if (b)
      throw new RouseError("ADDRESSES_OVERLAP", {
        a: formatBareAddress(a),
        b: formatBareAddress(b),
      });
  }
}

/** `[::]:80` beside `0.0.0.0:80` is made to be IPv6 only. */
function isPair(a: Address, b: Address): boolean {
  if (!("host" in a) || !("host" in b)) return false;
  return [a.host, b.host].sort().join(" ") === "0.0.0.0 ::";
}

/** A service counts whether it listens now or not: once both are started, both want the address. */
function requireUnlisted(address: Address, services: readonly Service[]): void {
  const found = services.find(({ sockets }) =>
    sockets.some(({ listen }) => listen.some((text) => covers(text, address))),
  );
  if (found === undefined) return;
  const { name, scope } = found;
  const next = `remove it with \`${quoteCommand(["rouse", "rm", name])}\``;
  throw taken(address, `the service '${name}' of Rouse (${scope})`, next);
}

function covers(text: string, address: Address): boolean {
  const found = findAddress(text);
  return found !== undefined && overlaps(found, address);
}

function findUnit(
  address: Address,
  own: readonly Service[],
  listening: readonly ListeningUnit[],
): string | undefined {
  const found = listening.find((one) => overlaps(one.address, address));
  if (found === undefined) return undefined;
  const isOwn = own.some(
    ({ scope, sockets }) =>
      scope === found.scope && sockets.some(({ unit }) => unit === found.unit),
  );
  return isOwn ? "own" : `the unit ${found.unit} (${found.scope})`;
}

function taken(address: Address, holder: string, next?: string): RouseError {
  const detail = { address: formatBareAddress(address), holder };
  return new RouseError("ADDRESS_TAKEN", next === undefined ? detail : { ...detail, next });
}
