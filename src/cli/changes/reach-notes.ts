import { networkInterfaces } from "node:os";
import type { Address } from "../../address/address.js";
import { isLingering } from "../../engines/systemd/manager/linger.js";
import type { Scope } from "../../units/plan-types.js";
import { loopbackClause, openingClause, openPorts } from "../output/service-clauses.js";

/** Says in sentences from where a new service can be reached, and when; `texts` are its addresses as typed. */
export function reachNotes(
  texts: readonly string[],
  { addresses, scope }: { addresses: readonly Address[]; scope: Scope },
): string[] {
  return [...exposure(texts, addresses), ...missingAddresses(addresses), ...logout(scope)];
}

function exposure(texts: readonly string[], addresses: readonly Address[]): string[] {
  const opening = openingClause(texts, addresses);
  if (opening === undefined) return [];
  const options = openPorts(texts).map((address) => `--listen ${address}`);
  return [`${loopbackClause(addresses)}; ${opening}: ${options.join(" ")}`];
}

/** The unit has FreeBind=yes: it listens on addresses that the machine does not have yet. */
function missingAddresses(addresses: readonly Address[]): string[] {
  const own = Object.values(networkInterfaces()).flatMap((all) => all?.map(addressOf) ?? []);
  const hosts = addresses.flatMap((address) => ("host" in address ? address.host : []));
  const missing = hosts.filter((host) => !isEverywhere(host) && !own.includes(withoutScope(host)));
  return [...new Set(missing)].map((host) => {
    return `this machine has no address ${host} now; clients get through once it has`;
  });
}

function addressOf({ address }: { address: string }): string {
  return withoutScope(address);
}

function withoutScope(host: string): string {
  return host.replace(/%.*/, "");
}

function isEverywhere(host: string): boolean {
  return host === "0.0.0.0" || host === "::" || host.startsWith("127.");
}

function logout(scope: Scope): string[] {
  if (scope === "system" || process.geteuid?.() === 0 || isLingering()) return [];
  return [
    "it ends when you log out and starts when you log in; with `loginctl enable-linger` it starts at boot",
  ];
}
