import type { Address, PathAddress } from "../address/address.js";
import { visible } from "../errors/rouse-error.js";
import { formatHostPort } from "../sys/sockaddr/socket-address.js";
import type { Section, Setting } from "./format-unit.js";
import { plainValue } from "./plain-value.js";
import type { SocketPlan } from "./plan-types.js";
import { isFarAway, isIpv6Only, type SocketGroup, unitStem } from "./socket-groups.js";

/** Returns the sections of a .socket unit. */
export function socketUnit(plan: SocketPlan, group: SocketGroup): Section[] {
  return [
    ["Unit", [["Description", plainValue("Description=", `${visible(plan.name)}, socket`)]]],
    ["Socket", socketSettings(plan, group)],
    ["Install", [["WantedBy", "sockets.target"]]],
  ];
}

function socketSettings(plan: SocketPlan, { unit, name, addresses }: SocketGroup): Setting[] {
  const service = `${unitStem(plan)}.service`;
  const isFirst = unit.replace(/\.socket$/, ".service") === service;
  return [
    ...addresses.map(listenSetting),
    ["FileDescriptorName", plainValue("FileDescriptorName=", name)],
    ...(isFirst ? [] : [["Service", service] as const]),
    ...ofProtocol(plan, addresses[0]),
    ...triggerLimits(plan),
  ];
}

/** Returns ListenStream= with a whole address: systemd takes a bare port for `[::]:PORT`. */
function listenSetting(address: Address): Setting {
  const key = listenKeys[address.type];
  return [key, plainValue(`${key}=`, listenValue(address))];
}

const listenKeys = {
  tcp: "ListenStream",
  udp: "ListenDatagram",
  unix: "ListenStream",
  "unix-dgram": "ListenDatagram",
  "unix-seqpacket": "ListenSequentialPacket",
} as const;

/** Formats an address as systemd.socket(5) does, with the scope behind the port: `[fe80::1]:80%eth0`. */
function listenValue(address: Address): string {
  if ("path" in address) return address.path;
  if ("abstract" in address) return `@${address.abstract}`;
  const [host = "", scope] = address.host.split("%");
  return formatHostPort(host, address.port) + (scope === undefined ? "" : `%${scope}`);
}

function ofProtocol(plan: SocketPlan, address: Address | undefined): Setting[] {
  if (address === undefined || "abstract" in address) return [];
  if ("path" in address) return ofPath(plan, address);
  const isIpv6Wildcard = address.host === "::";
  const only = isIpv6Only(plan, address) ? "ipv6-only" : "both";
  return [
    ...(isIpv6Wildcard ? [["BindIPv6Only", only] as const] : []),
    ...(isFarAway(address.host) ? [["FreeBind", "yes"] as const] : []),
    ...(address.type === "tcp" ? keepAlive : []),
  ];
}

/** The kernel gives up a client that vanished after five minutes; until then it keeps the service awake. */
const keepAlive: Setting[] = [
  ["KeepAlive", "yes"],
  ["KeepAliveTimeSec", "2min"],
  ["KeepAliveIntervalSec", "30s"],
  ["KeepAliveProbes", "6"],
];

function ofPath({ scope, runAs }: SocketPlan, { mode = 0o600, group }: PathAddress): Setting[] {
  const owner = scope === "system" && runAs !== undefined && runAs !== "root" ? runAs : undefined;
  const isShared = (mode & 0o077) !== 0 || owner !== undefined;
  return [
    ...(owner === undefined ? [] : [["SocketUser", plainValue("SocketUser=", owner)] as const]),
    ...(group === undefined ? [] : [["SocketGroup", group] as const]),
    ["SocketMode", octal(mode)],
    ["DirectoryMode", isShared ? "0755" : "0700"],
    ["RemoveOnStop", "yes"],
  ];
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

/**
 * The trigger limit closes a socket until somebody restarts it: off, since RestartSec= paces a program that
 * fails, and one that ends before it listens fails. The poll limit of systemd 255 only pauses, and spares the
 * machine a service that cannot start at all.
 */
function triggerLimits({ systemdVersion }: SocketPlan): Setting[] {
  const poll = [
    ["PollLimitIntervalSec", "1s"],
    ["PollLimitBurst", "5"],
  ] as const;
  return [["TriggerLimitIntervalSec", "0"], ...(systemdVersion >= 255 ? poll : [])];
}
