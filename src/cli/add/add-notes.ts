import { networkInterfaces } from "node:os";
import type { Address } from "../../address/address.js";
import { expandBarePort, isBarePort } from "../../address/bare-port.js";
import type { Draft } from "../../definition/plan-service.js";
import { isLingering } from "../../engines/systemd/manager/linger.js";
import type { Scope } from "../../units/types.js";
import { loopback } from "../listen/announce.js";

/** What somebody should know who just added a service, in sentences; `texts` are the addresses as typed. */
export function addNotes(texts: readonly string[], draft: Draft): string[] {
  return [...placeNotes(texts, draft), ...rights(draft), ...network(draft)];
}

/** Where it is reached, and when. */
export function placeNotes(
  texts: readonly string[],
  { addresses, scope }: Pick<Draft, "addresses" | "scope">,
): string[] {
  return [...exposure(texts), ...distance(addresses), ...logout(scope)];
}

function exposure(texts: readonly string[]): string[] {
  const bare = texts.filter(isBarePort);
  if (bare.length === 0) return [];
  const opened = bare.map((text) => `--listen ${expandBarePort(text, "0.0.0.0")}`).join(" ");
  const whose = bare.length === texts.length ? "" : ` to ${bare.map(loopback).join(", ")}`;
  return [`only this machine can connect${whose}; for others too: ${opened}`];
}

/** The unit has FreeBind=yes. */
function distance(addresses: readonly Address[]): string[] {
  const own = Object.values(networkInterfaces()).flatMap((all) => all?.map(addressOf) ?? []);
  const hosts = addresses.flatMap((address) => ("host" in address ? address.host : []));
  const far = hosts.filter((host) => !isEverywhere(host) && !own.includes(withoutScope(host)));
  return [...new Set(far)].map((host) => {
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

function rights({ scope, sandbox, runAs }: Draft): string[] {
  if (scope === "user" || sandbox !== undefined || runAs !== undefined) return [];
  return ["it runs as root; --run-as USER or --sandbox gives it less"];
}

function network({ sandbox }: Draft): string[] {
  if (sandbox === undefined || sandbox.network) return [];
  return ["it has no network but its sockets and can connect to nobody; --network lets it"];
}

function logout(scope: Scope): string[] {
  if (scope === "system" || process.geteuid?.() === 0 || isLingering()) return [];
  return [
    "it ends when you log out, and begins when you log in; `loginctl enable-linger` has it from boot on",
  ];
}
