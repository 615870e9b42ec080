import { type Dirent, existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { hasCode } from "../../sys/descriptor.js";
import type { Scope } from "../../units/types.js";
import { unitFolder } from "./manager.js";
import { readSocketUnit, type SocketUnit } from "./read-socket-unit.js";

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
  const found = scopes.flatMap((scope) => servicesIn(scope, socketFiles(scope)));
  return found.sort((a, b) => compare(a.name, b.name) || compare(a.scope, b.scope));
}

/** The .socket files in the folder of `scope`, ours and others. */
export function socketFiles(scope: Scope): string[] {
  const folder = unitFolder(scope);
  return entriesOf(folder)
    .filter((entry) => entry.name.endsWith(".socket") && !isAlias(folder, entry))
    .map(({ name }) => join(folder, name));
}

/** The services that `files` are of. */
export function servicesIn(scope: Scope, files: readonly string[]): Service[] {
  const byUnit = new Map<string, Service>();
  for (const file of files.toSorted(bySocketNumber)) {
    const text = readText(file);
    const socket = text === undefined ? undefined : readSocketUnit(text);
    if (socket === undefined) continue;
    const unit = serviceUnit(file, socket);
    const service = byUnit.get(unit) ?? newService(unit, scope, socket);
    byUnit.set(unit, service);
    service.sockets.push({ unit: nameOf(file), file, listen: socket.listen });
    service.files.push(file);
  }
  const services = [...byUnit.values()];
  for (const service of services) service.files.push(...otherFiles(service));
  return services;
}

/** `my\x20app`, of which the names of its units and files are made. */
export function stemOf({ unit }: Pick<Service, "unit">): string {
  return unit.slice(0, unit.lastIndexOf("."));
}

function newService(unit: string, scope: Scope, { own }: SocketUnit): Service {
  const kind = own.get("Kind");
  return {
    name: unescapeC(own.get("Name") ?? stemOf({ unit })),
    unit,
    scope,
    kind: kind === "convert" || kind === "podman" ? kind : "add",
    version: own.get("Version") ?? "",
    command: own.get("Command") ?? "",
    sockets: [],
    files: [],
  };
}

function serviceUnit(file: string, { service }: SocketUnit): string {
  return service ?? nameOf(file).replace(/\.socket$/, ".service");
}

/** What we wrote beside the sockets. A service that was there before us has a drop-in of ours. */
function otherFiles(service: Service): string[] {
  const folder = unitFolder(service.scope);
  const stem = stemOf(service);
  const places: Record<ServiceKind, string[]> = {
    add: [join(folder, service.unit)],
    convert: [join(folder, `${service.unit}.d`, "50-rouse.conf")],
    podman: [join(containerFolder(folder, service.scope), `${stem}.container`)],
  };
  return places[service.kind].filter((file) => existsSync(file));
}

/** podman-systemd.unit(5) */
function containerFolder(folder: string, scope: Scope): string {
  if (scope === "system") return "/etc/containers/systemd";
  return join(dirname(dirname(folder)), "containers/systemd");
}

/** C-style, as it is written: a name is one line. */
export function unescapeC(text: string): string {
  const plain: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };
  return text.replace(/\\(?:x([\da-fA-F]{2})|(.))/g, (_, hex?: string, letter = "") =>
    hex === undefined ? (plain[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** systemd makes a link within the folder for each Alias=: the same unit under another name. */
function isAlias(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return false;
  const target = resolve(folder, readlinkSync(join(folder, entry.name)));
  return dirname(target) === folder;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
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

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
