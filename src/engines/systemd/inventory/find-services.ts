import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasCode } from "../../../errors/has-code.js";
import { unescapeLine } from "../../../units/escape-line.js";
import type { Scope } from "../../../units/plan-types.js";
import { findServiceKind, type ServiceKind } from "../../../units/service-kind.js";
import { timerName } from "../../../units/timer-unit.js";
import { readSocketUnit, type SocketUnit } from "./read-socket-unit.js";
import { isSocket, readUnitFolder, type UnitFolder } from "./unit-folder.js";

/** A service of Rouse, as its units on disk describe it; systemd may not have read them yet. */
export interface Service {
  /** As its user typed it. */
  name: string;
  /** The unit that its sockets start: `my\x20app.service`. */
  unit: string;
  scope: Scope;
  kind: ServiceKind;
  /** The version of Rouse that wrote it. */
  version: string;
  /** The shell line that makes its units again. */
  command: string;
  /** At least one. */
  sockets: SocketFile[];
  /** The unit of the timer that wakes it when the hours of --awake begin. */
  timer?: string;
  /** The path of every file that Rouse wrote for it: sockets, service, drop-in or container. */
  files: string[];
}

interface SocketFile {
  /** `web.socket` */
  unit: string;
  file: string;
  /** Its addresses as ADDR of the command line shows them. */
  listen: string[];
}

/** Finds all services that Rouse wrote for this user and for the system, sorted by name. */
export function findServices(scopes: readonly Scope[] = ["user", "system"]): Service[] {
  const found = scopes.flatMap((scope) => servicesIn(readUnitFolder(scope)));
  return found.sort((a, b) => compare(a.name, b.name) || compare(a.scope, b.scope));
}

/** Reads the services whose sockets are in a folder. */
export function servicesIn(folder: UnitFolder): Service[] {
  const byUnit = new Map<string, Service>();
  for (const name of [...folder.names].filter(isSocket).sort(bySocketNumber)) {
    const file = `${folder.path}/${name}`;
    const text = readText(file);
    const socket = text === undefined ? undefined : readSocketUnit(text);
    if (socket === undefined) continue;
    const unit = socket.service ?? name.replace(/\.socket$/, ".service");
    const service = byUnit.get(unit) ?? newService(unit, folder.scope, socket);
    byUnit.set(unit, service);
    service.sockets.push({ unit: name, file, listen: socket.listen });
    service.files.push(file);
  }
  const services = [...byUnit.values()];
  for (const service of services) {
    const timer = findTimer(service, folder);
    if (timer !== undefined) service.timer = timer;
    if (timer !== undefined) service.files.push(`${folder.path}/${timer}`);
    service.files.push(...otherFiles(service, folder));
  }
  return services;
}

/** Returns `my\x20app`, of which the names of the units and files of a service are made. */
export function stemOf({ unit }: Pick<Service, "unit">): string {
  return unit.slice(0, unit.lastIndexOf("."));
}

function newService(unit: string, scope: Scope, { own }: SocketUnit): Service {
  return {
    name: unescapeLine(own.get("Name") ?? stemOf({ unit })),
    unit,
    scope,
    kind: findServiceKind(own.get("Kind")) ?? "add",
    version: own.get("Version") ?? "",
    command: unescapeLine(own.get("Command") ?? ""),
    sockets: [],
    files: [],
  };
}

/** One of that name that is not ours stays as it is. */
function findTimer(service: Service, { path, names }: UnitFolder): string | undefined {
  const timer = timerName(stemOf(service));
  if (!names.has(timer)) return undefined;
  return readText(`${path}/${timer}`)?.includes("\n[X-Rouse]\n") ? timer : undefined;
}

/** A name behind override.conf, which `systemctl edit` makes: systemd reads drop-ins in the order of their names. */
export const conversionDropIn = "zz-rouse.conf";

/** Returns the files beside the sockets. A service that was there before Rouse has a drop-in of ours. */
function otherFiles({ kind, unit }: Service, { scope, path, names }: UnitFolder): string[] {
  if (kind === "add") return names.has(unit) ? [`${path}/${unit}`] : [];
  const file =
    kind === "convert"
      ? `${path}/${unit}.d/${conversionDropIn}`
      : `${containerFolder(path, scope)}/${stemOf({ unit })}.container`;
  return existsSync(file) ? [file] : [];
}

/** Returns the folder that Quadlet reads, podman-systemd.unit(5); `folder` is that of the units. */
export function containerFolder(folder: string, scope: Scope): string {
  if (scope === "system") return "/etc/containers/systemd";
  return join(dirname(dirname(folder)), "containers/systemd");
}

/** Returns undefined for a file that is gone meanwhile, or is not for us to read. */
function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT", "EACCES", "EISDIR")) return undefined;
    throw error;
  }
}

/** `web.socket`, `web-2.socket`, … `web-10.socket`: in the order of the addresses they were made for. */
function bySocketNumber(a: string, b: string): number {
  return a.length - b.length || compare(a, b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
