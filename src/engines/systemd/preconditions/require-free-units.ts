import { lstatSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { RouseError } from "../../../errors/rouse-error.js";
import { unescapeLine } from "../../../units/escape-line.js";
import type { Scope } from "../../../units/plan-types.js";
import type { ServiceKind } from "../../../units/service-kind.js";
import { readSocketUnit } from "../inventory/read-socket-unit.js";
import { unitFolder } from "../manager/folders.js";
import { showUnits, type UnitFacts } from "../manager/show-units.js";

/**
 * Throws unless each of `units` is either in none of the folders where systemd looks, or a file that Rouse wrote for
 * the service `name`, by `rouse KIND`.
 * @throws UNIT_TAKEN, MANAGER_UNREACHABLE, SYSTEMCTL_MISSING
 */
export async function requireFreeUnits(
  scope: Scope,
  name: string,
  units: readonly string[],
  kind: ServiceKind = "add",
): Promise<void> {
  const facts = await showUnits(scope, units, ...properties);
  for (const [index, unit] of units.entries()) {
    const path = join(unitFolder(scope), unit);
    const fact = facts[index];
    const problem = judgeFile(path, name, kind) ?? (fact && judgeUnit(fact, unit, path));
    if (problem) throw new RouseError("UNIT_TAKEN", { unit, problem });
  }
}

const properties = ["LoadState", "FragmentPath", "SourcePath", "Transient", "ActiveState"] as const;

/**
 * Throws unless the file of a container, and the service that Quadlet makes of it, are free in the same sense.
 * @throws UNIT_TAKEN, MANAGER_UNREACHABLE, SYSTEMCTL_MISSING
 */
export async function requireFreeContainer(
  scope: Scope,
  name: string,
  unit: string,
  container: string,
): Promise<void> {
  const [fact] = await showUnits(scope, [unit], ...properties);
  const isMadeOfIt = fact?.("SourcePath") === container;
  const problem =
    judgeFile(container, name, "podman") ??
    judgeFile(join(unitFolder(scope), unit), name, "podman") ??
    (fact === undefined || isMadeOfIt ? undefined : judgeUnit(fact, unit, ""));
  if (problem) throw new RouseError("UNIT_TAKEN", { unit, problem });
}

/** Returns what is wrong with a file that lies where ours goes; undefined for our own, of the same service. */
function judgeFile(path: string, name: string, kind: ServiceKind): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (found.isSymbolicLink()) {
    const target = readlinkSync(path);
    return target === "/dev/null" ? masked : `${path} is a link to ${target}`;
  }
  if (!found.isFile()) return `${path} is not a file`;
  const mark = readSocketUnit(readFileSync(path, "utf8"))?.own;
  if (mark === undefined) return `Rouse did not write ${path}`;
  const owner = unescapeLine(mark.get("Name") ?? "");
  if (owner !== name) return `${path} belongs to the service '${owner}'`;
  const writer = mark.get("Kind");
  return writer === kind ? undefined : `${path} was written by \`rouse ${writer}\``;
}

const masked = "it is masked; `systemctl unmask` ends that";

function judgeUnit(
  fact: UnitFacts<(typeof properties)[number]>,
  unit: string,
  path: string,
): string | undefined {
  const [state, fragment, source] = [fact("LoadState"), fact("FragmentPath"), fact("SourcePath")];
  if (state === "masked") return masked;
  if (fact("Id") !== unit) return `it is another name of ${fact("Id")}`;
  if (fact("Transient") === "yes") return "it was made at run time, as by systemd-run";
  if (fragment !== "") return isSame(fragment, path) ? undefined : comesFrom(source || fragment);
  if (isRunning.has(fact("ActiveState"))) return "it runs, though its file is gone; stop it first";
  return undefined;
}

function comesFrom(path: string): string {
  return `systemd has it from ${path}`;
}

const isRunning = new Set(["active", "activating", "deactivating", "reloading"]);

/** A folder above may be a link, as /home is on some machines. A file that is gone meanwhile is not the same. */
function isSame(fragment: string, path: string): boolean {
  if (fragment === path) return true;
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return false;
  return lstatSync(fragment, { throwIfNoEntry: false }) !== undefined
    ? realpathSync(fragment) === realpathSync(path)
    : false;
}
