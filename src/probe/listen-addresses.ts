import { basename } from "node:path";
import { type Address, formatBareAddress } from "../address/address.js";
import type { Bind } from "./binds.js";
import { findPortName } from "./port-names.js";

/** Returns what a unit would listen on: each address that clients can connect to, with a name if there are several. */
export function findListenAddresses(binds: readonly Bind[]): Address[] {
  const usable = binds.flatMap(({ state, address }) => (state === "listens" && address) || []);
  const byText = new Map(usable.map((address) => [formatBareAddress(address), address]));
  return nameSockets([...byText.values()]);
}

/** Sets the FileDescriptorName= of each; a single socket is named after its service. */
function nameSockets(addresses: readonly Address[]): Address[] {
  if (addresses.length < 2) return [...addresses];
  const taken = new Set<string>();
  return addresses.map((address) => {
    const name = firstFree(taken, candidates(address));
    taken.add(name);
    return { ...address, name };
  });
}

/** Returns names from the plainest to the one that tells the address apart from all others. */
function candidates(address: Address): string[] {
  const name = plainName(address);
  if (!("host" in address)) return [name, `${name}-${address.type}`];
  const family = address.host.includes(":") ? "ipv6" : "ipv4";
  const typed = address.type === "udp" ? `${name}-udp` : name;
  return [name, typed, `${typed}-${family}`];
}

function firstFree(taken: ReadonlySet<string>, names: readonly string[]): string {
  const [last = ""] = names.slice(-1);
  for (let number = 2; ; number++) {
    const free = names.find((name) => !taken.has(name));
    if (free !== undefined) return free;
    names = [`${last}-${number}`];
  }
}

function plainName(address: Address): string {
  if ("path" in address) return plain(basename(address.path).replace(/\.(sock|socket)$/, ""));
  if ("abstract" in address) return plain(address.abstract);
  return plain(findPortName(address.port, address.type) ?? `port-${address.port}`);
}

/** Keeps the characters that need no quoting in units and on command lines. */
function plain(text: string): string {
  const letters = text.replace(/[^\w.-]+/g, "-").replace(/^[-.]+|[-.]+$/g, "");
  return letters.slice(0, 100) || "socket";
}
