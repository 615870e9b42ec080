import { existsSync, readFileSync, statSync } from "node:fs";
import type { Service } from "../engines/systemd/inventory/find-services.js";
import { hasCode } from "../errors/has-code.js";
import { copiesFolder, isOfPackage } from "../rouse-exec/lasting-path.js";
import { packageVersion } from "../sys/own-package.js";
import { parseExec } from "../units/parse-exec.js";
import { parseUnit } from "../units/parse-unit.js";
import { assignmentsOf } from "../units/unit-assignments.js";
import { isOlder } from "./is-older.js";

/**
 * Returns the rouse-exec that the units of a service name, by its files; undefined where another program stands, and
 * where they cannot be read.
 */
export function findNamed(service: Pick<Service, "files" | "kind">): string | undefined {
  try {
    return readNamed(service);
  } catch (error) {
    if (hasCode(error, "EACCES", "UNIT_MALFORMED", "UNIT_VALUE_MALFORMED")) return undefined;
    throw error;
  }
}

function readNamed(service: Pick<Service, "files" | "kind">): string | undefined {
  const texts = service.files
    .filter((file) => !file.endsWith(".socket") && existsSync(file))
    .map((file) => parseUnit(readFileSync(file, "utf8"), file));
  if (service.kind === "podman") {
    const volumes = assignmentsOf(texts, "Container", "Volume").map(({ value }) => value);
    return volumes.find((value) => value.endsWith(mounted))?.slice(0, -mounted.length);
  }
  const line = assignmentsOf(texts, "Service", "ExecStart").at(-1)?.value ?? "";
  const path = parseExec(line)[0]?.words[0]?.replaceAll("%%", "%");
  return path?.endsWith("/rouse-exec") ? path : undefined;
}

const mounted = ":/rouse-exec:ro";

/** What is wrong with a rouse-exec that units name, in the order in which it is told. */
export type Flaw = "gone" | "passing" | "old";

/** Returns what is wrong with it; undefined when nothing is. */
export function findFlaw(path: string, { scope }: Pick<Service, "scope">): Flaw | undefined {
  if (!isThere(path)) return "gone";
  const version = versionOfCopy(path, scope);
  if (version !== undefined) return isOlder(version, packageVersion()) ? "old" : undefined;
  return isOfPackage(path) || isTemporary(path) ? "passing" : undefined;
}

/** Returns the version of a copy of ours, by its path; undefined for another rouse-exec. */
function versionOfCopy(path: string, scope: Service["scope"]): string | undefined {
  const [version, name, ...more] = path.startsWith(`${copiesFolder(scope)}/`)
    ? path.slice(copiesFolder(scope).length + 1).split("/")
    : [];
  return name === "rouse-exec" && more.length === 0 ? version : undefined;
}

/** What is in a folder that we may not search may be there. */
function isThere(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return false;
    if (hasCode(error, "EACCES")) return true;
    throw error;
  }
}

/** Folders that are emptied from time to time. */
function isTemporary(path: string): boolean {
  return /^\/(var\/)?tmp\/|^\/dev\/shm\//.test(path);
}
