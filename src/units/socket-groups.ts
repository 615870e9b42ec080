import { type Address, socketName } from "../address/address.js";
import type { SocketMap } from "../address/socket-map.js";
import type { ReadyRule } from "../rouse-exec/command-line.js";
import { escapeUnitName } from "./escape-unit-name.js";
import type { SocketPlan } from "./plan-types.js";

/** Sockets of one service that fit in one .socket unit. */
export interface SocketGroup {
  /** `web.socket`, `web-1.socket` */
  unit: string;
  /** FileDescriptorName= */
  name: string;
  addresses: readonly Address[];
}

/**
 * Groups the sockets of a service by unit: what systemd sets once for a whole unit (name, mode, group, options of the protocol)
 * must be the same for all sockets in it.
 */
export function groupSockets(plan: SocketPlan): SocketGroup[] {
  const groups = new Map<string, { name: string; addresses: Address[] }>();
  for (const address of plan.addresses) {
    const name = descriptorName(plan, address);
    const key = JSON.stringify([name, ...common(plan, address)]);
    const group = groups.get(key) ?? { name, addresses: [] };
    groups.set(key, group);
    group.addresses.push(address);
  }
  const unit = unitStem(plan);
  return [...groups.values()].map((group, index) => {
    return { unit: `${unit}${index === 0 ? "" : `-${index}`}.socket`, ...group };
  });
}

/** Returns the name of the service unit without `.service`. */
export function unitStem({ name, stem }: SocketPlan): string {
  return stem ?? escapeUnitName(name);
}

/** Returns the maps with the names that the sockets have under systemd. */
export function unitMaps(plan: SocketPlan): SocketMap[] {
  return plan.maps.map(({ bind, name }) => ({ bind, name: nameInUnit(plan, name) }));
}

/** Returns what clients wait for, with the names that the sockets have under systemd. */
export function unitReadiness(plan: SocketPlan): ReadyRule | undefined {
  const { ready } = plan;
  const checks = ready?.checks.map(({ what, socket }) => {
    return { what, ...(socket === undefined ? {} : { socket: nameInUnit(plan, socket) }) };
  });
  return ready && checks && { ...ready, checks };
}

function nameInUnit(plan: SocketPlan, name: string): string {
  const target = plan.addresses.find((address) => socketName(address) === name);
  return target ? descriptorName(plan, target) : name;
}

/** Tells whether an address is IPv6 only: `[::]:80` beside `0.0.0.0:80`, since one could not hold both otherwise. */
export function isIpv6Only(plan: SocketPlan, address: Address): boolean {
  if (!("host" in address) || address.host !== "::") return false;
  const { type, port } = address;
  return plan.addresses.some((other) => {
    return (
      "host" in other && other.host === "0.0.0.0" && other.type === type && other.port === port
    );
  });
}

function common(plan: SocketPlan, address: Address): readonly (string | number | boolean)[] {
  if ("host" in address) return [address.type, isFarAway(address.host), isIpv6Only(plan, address)];
  return "path" in address ? [address.mode ?? 0o600, address.group ?? ""] : ["abstract"];
}

/** Tells whether this machine may not have an address yet when sockets.target is reached. */
export function isFarAway(host: string): boolean {
  return !/^(127\.|0\.0\.0\.0$|::1?$|::ffff:127\.)/.test(host);
}

/** A socket that a map leads to, or a check asks, by its address needs a name of its own: several may be unnamed. */
function descriptorName(plan: SocketPlan, address: Address): string {
  if (address.name !== undefined) return address.name;
  const own = serviceDescriptorName(plan.name);
  const meant = [
    ...plan.maps.map(({ name }) => name),
    ...(plan.ready?.checks.map(({ socket }) => socket) ?? []),
  ];
  const isMeant = meant.includes(socketName(address));
  return isMeant && plan.addresses.length > 1 ? `${own}-${plan.addresses.indexOf(address)}` : own;
}

/** FileDescriptorName= takes 255 printable ASCII characters without `:`, which divides LISTEN_FDNAMES. */
function serviceDescriptorName(name: string): string {
  if (/^[\x20-\x39\x3b-\x7e]{1,200}$/.test(name)) return name;
  return escapeUnitName(name).slice(0, 200);
}
