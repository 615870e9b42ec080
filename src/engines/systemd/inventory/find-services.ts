import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasCode } from "../../../errors/has-code.js";
import { unescapeLine } from "../../../units/one-line.js";
import type { Scope } from "../../../units/types.js";
import { readSocketUnit, type SocketUnit } from "./read-socket-unit.js";
import { isSocket, readUnitFolder, type UnitFolder } from "./unit-folder.js";

/** Which command wrote it. */
export type ServiceKind = "add" | "convert" | "podman";

/** A service of Rouse, as its units on disk say; whether systemd has read them is another matter. */
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
  /** Every file of it that Rouse wrote, with its path: sockets, service, drop-in or container. */
  files: string[];
}

export interface SocketFile {
  /** `web.socket` */
  unit: string;
  file: string;
  /** As ADDR of the command line shows them. */
  listen: string[];
}

/** All services that Rouse wrote for this user and for the system, by name; a folder that is not there has none. */
export function findServices(scopes: readonly Scope[] = ["user", "system"]): Service[] {
  const found = scopes.flatMap((scope) => servicesIn(readUnitFolder(scope)));
  return found.sort((a, b) => compare(a.name, b.name) || compare(a.scope, b.scope));
}

/** The services whose sockets are there. */
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
  for (const service of services) service.files.push(...otherFiles(service, folder));
  return services;
}

/** `my\x20app`, of which the names of its units and files are made. */
export function stemOf({ unit }: Pick<Service, "unit">): string {
  return unit.slice(0, unit.lastIndexOf("."));
}

function newService(unit: string, scope: Scope, { own }: SocketUnit): Service {
  const kind = own.get("Kind");
  return {
    name: unescapeLine(own.get("Name") ?? stemOf({ unit })),
    unit,
    scope,
    kind: kind === "convert" || kind === "podman" ? kind : "add",
    version: own.get("Version") ?? "",
    command: unescapeLine(own.get("Command") ?? ""),
    sockets: [],
    files: [],
  };
}

/** Read behind override.conf, which `systemctl edit` makes: drop-ins count in the order of their names. */
export const conversionDropIn = "zz-rouse.conf";

/** What we wrote beside the sockets. A service that was there before us has a drop-in of ours. */
function otherFiles({ kind, unit }: Service, { scope, path, names }: UnitFolder): string[] {
  if (kind === "add") return names.has(unit) ? [`${path}/${unit}`] : [];
  const file =
    kind === "convert"
      ? `${path}/${unit}.d/${conversionDropIn}`
      : `${containerFolder(path, scope)}/${stemOf({ unit })}.container`;
  return existsSync(file) ? [file] : [];
}

/** podman-systemd.unit(5); `folder` is that of the units. */
export function containerFolder(folder: string, scope: Scope): string {
  if (scope === "system") return "/etc/containers/systemd";
  return join(dirname(dirname(folder)), "containers/systemd");
}

/** Undefined when it is gone meanwhile, or is not for us to read. */
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
