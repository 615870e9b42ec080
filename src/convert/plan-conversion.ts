import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { Address } from "../address/address.js";
import type { SocketMap } from "../address/socket-map.js";
import { rightsOf } from "../engines/systemd/inventory/listening-sockets.js";
import { unitFolder } from "../engines/systemd/manager/folders.js";
import type { Guard, ReadyRule } from "../rouse-exec/command-line.js";
import type { Rules } from "../rouse-exec/rules.js";
import { formatUnit, type Section, type Setting } from "../units/format-unit.js";
import type { SocketPlan } from "../units/plan-types.js";
import { formatMark } from "../units/rouse-section.js";
import { groupSockets, unitMaps, unitReadiness } from "../units/socket-groups.js";
import { socketUnit } from "../units/socket-unit.js";
import { timerUnits } from "../units/timer-unit.js";
import { type BootLink, findBootLinks } from "./boot-links.js";
import { dropInPath, formatDropIn } from "./drop-in.js";
import { dropInSections } from "./drop-in-sections.js";
import { lastOf, listOf, type OriginalUnit } from "./original-unit.js";
import { requireVisible } from "./visible-to-service.js";

/** What `rouse convert` was asked for, every path absolute. */
export interface ConversionRequest {
  addresses: readonly Address[];
  maps: readonly SocketMap[];
  /** Microseconds without a connection until the program is stopped; 0 and Infinity are never. */
  idle: number;
  rouseExec: string;
  ready?: ReadyRule | undefined;
  /** What the unit says holds where this says nothing. */
  rules?: Rules;
  withoutGuards?: readonly Guard[];
  systemdVersion: number;
  /** The shell line that asks for it again. */
  origin: string;
}

/** The files that convert a service. */
export interface ConversionPlan {
  dropIn: { path: string; text: string };
  sockets: { unit: string; path: string; text: string }[];
  timers: { unit: string; path: string; text: string }[];
  /** The links that are removed, so that it is no longer started at boot. */
  links: BootLink[];
}

/** Plans the files of a conversion. @throws CONVERT_REFUSED, UNIT_VALUE_MALFORMED, UNIT_VALUE_UNFIT */
export function planConversion(original: OriginalUnit, request: ConversionRequest): ConversionPlan {
  const { unit, scope, conversion } = original;
  const { rouseExec, idle, rules, withoutGuards = [] } = request;
  requireVisible(original, rouseExec);
  const plan = socketPlan(original, request);
  const groups = groupSockets(plan);
  const mark = { name: plan.name, kind: "convert", command: request.origin } as const;
  const { head, section } = formatMark(mark);
  const links = findBootLinks(unit, scope);
  const before = conversion ?? { isActive: original.isActive, links };
  const sockets = groups.map((group) => group.unit);
  const maps = unitMaps(plan);
  const readiness = unitReadiness(plan);
  const activation = { rouseExec, idle, readiness, rules, maps, withoutGuards, sockets };
  const sections = dropInSections(original, activation);
  const [execStart = ""] = listOf(original, "ExecStart");
  return {
    dropIn: {
      path: dropInPath(unit, scope),
      text: formatDropIn({
        mark,
        before: withLinks(before, links),
        original: execStart,
        unit,
        sections,
      }),
    },
    sockets: groups.map((group) => ({
      unit: group.unit,
      path: join(unitFolder(scope), group.unit),
      text: head + formatUnit([...adapted(socketUnit(plan, group), original, request), section]),
    })),
    timers: timerUnits({ name: plan.name, stem: plan.stem ?? plan.name, rules }).map((timer) => ({
      unit: timer.unit,
      path: join(unitFolder(scope), timer.unit),
      text: head + formatUnit([...timer.sections, section]),
    })),
    links,
  };
}

/** A converted service may have been enabled again. */
function withLinks<T extends { links: readonly BootLink[] }>(before: T, links: BootLink[]): T {
  const known = new Set(before.links.map(({ path }) => path));
  return { ...before, links: [...before.links, ...links.filter(({ path }) => !known.has(path))] };
}

function socketPlan(original: OriginalUnit, request: ConversionRequest): SocketPlan {
  const { unit, scope } = original;
  const { systemdVersion, maps, ready } = request;
  const stem = unit.slice(0, -".service".length);
  const addresses = request.addresses.map((address) => ({
    ...(isPath(address) ? rightsOf(address.path) : {}),
    ...address,
  }));
  const owner = ownerOf(original, addresses);
  const runAs = owner === undefined ? {} : { runAs: owner };
  return { name: stem, stem, scope, systemdVersion, addresses, maps, ready, ...runAs };
}

function isPath(address: Address): address is Address & { path: string } {
  return "path" in address;
}

/** The user that owns the socket now owns it afterwards; else the user that the service runs as. */
function ownerOf(original: OriginalUnit, addresses: readonly Address[]): string | undefined {
  const user = lastOf(original, "User");
  for (const address of addresses.filter(isPath)) {
    const found = lstatSync(address.path, { throwIfNoEntry: false });
    if (found?.isSocket()) return found.uid === 0 ? undefined : String(found.uid);
  }
  return user?.includes("%") ? undefined : user;
}

/** Which clients may connect is judged at the socket, and the lists of the service do not hold for one of systemd's. */
const guards = ["IPAddressDeny", "IPAddressAllow", "RestrictNetworkInterfaces"];

function adapted(
  sections: readonly Section[],
  original: OriginalUnit,
  { systemdVersion }: ConversionRequest,
): Section[] {
  const copied = guards.flatMap((key) =>
    listOf(original, key).map((value): Setting => [key, value]),
  );
  const isLimited = systemdVersion < withPollLimit && hasConditions(original);
  const isKept = ([key]: Setting) => !isLimited || key !== "TriggerLimitIntervalSec";
  return sections.map(([name, settings]) => {
    return [name, name === "Socket" ? [...settings.filter(isKept), ...copied] : settings];
  });
}

/** The systemd from which on a socket that triggers in vain is only paused. */
const withPollLimit = 255;

/**
 * Tells whether a start may come to nothing without a failure, which no Restart= paces: while a client waits, systemd
 * would try again without end, but for the limit that closes the socket.
 */
function hasConditions({ texts }: OriginalUnit): boolean {
  return texts.flat().some(({ key, value }) => value !== "" && condition.test(key));
}

const condition = /^(Condition|Assert|ExecCondition)/;
