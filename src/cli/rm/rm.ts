import { compareConversion, undoConversion } from "../../convert/convert-service.js";
import { readOriginal } from "../../convert/original-unit.js";
import type { ScopeOptions } from "../../definition/add-options.js";
import {
  changeService,
  compareUnits,
  type UnitChange,
} from "../../engines/systemd/change/change-service.js";
import { removeReport } from "../../engines/systemd/change/remove-report.js";
import { findDropIns } from "../../engines/systemd/inventory/find-drop-ins.js";
import type { Service } from "../../engines/systemd/inventory/find-services.js";
import { RouseError, visible } from "../../errors/rouse-error.js";
import { findNamed } from "../../services/find-named.js";
import { requireLinux } from "../../sys/platform.js";
import { unitDocument } from "../add/say-added.js";
import { diffPaint, formatDiff } from "../diff.js";
import { isTerminal, write } from "../say.js";
import { namedScope, requireRights } from "../scope.js";

/** The options of `rouse rm`, as typed. */
export interface RemoveOptions extends ScopeOptions {
  dryRun?: boolean;
  json?: boolean;
}

interface Removed {
  service: Service;
  changes: readonly UnitChange[];
  /** Drop-ins of others, which stay. */
  left: readonly string[];
}

/**
 * Removes services with everything that was written for them, one after the other; none when one of the names is
 * not known.
 * @throws SERVICE_UNKNOWN, SERVICE_AMBIGUOUS, SYSTEM_NEEDS_ROOT; what changeService and undoConversion throw
 */
export async function removeServices(
  names: readonly string[],
  options: RemoveOptions,
): Promise<void> {
  requireLinux();
  const { dryRun = false, json = false } = options;
  const scope = namedScope(options, "rm");
  const own = await findNamed(names, scope, (foreign) => `${foreign} is there and stays`);
  for (const service of own) requireRights(service.scope, "rm");
  const removed: Removed[] = [];
  for (const service of own) {
    const one = await removeService(service, dryRun);
    if (!json) write(1, asText(one, dryRun));
    removed.push(one);
  }
  if (json) write(1, asJson(removed, dryRun));
}

async function removeService(service: Service, dryRun: boolean): Promise<Removed> {
  if (service.kind === "convert") return undoConvert(service, dryRun);
  const changes = compareUnits(service.scope, [], service);
  const left = findDropIns(service);
  if (!dryRun) {
    await changeService(service, changes);
    removeReport(service);
  }
  return { service, changes, left };
}

/** A service that was there before us is given back as it was. */
async function undoConvert(service: Service, dryRun: boolean): Promise<Removed> {
  const { unit, scope } = service;
  const original = await readOriginal(unit, scope);
  const { conversion } = original;
  if (conversion === undefined) throw new RouseError("NOT_CONVERTED", { unit });
  const changes = compareConversion(original);
  if (!dryRun) await undoConversion(original, conversion, changes);
  return { service, changes, left: [] };
}

function asText({ service, changes, left }: Removed, dryRun: boolean): string {
  const diff = dryRun ? formatDiff(changes, diffPaint(isTerminal(1))) : "";
  const done = dryRun ? "nothing was changed: this was --dry-run" : doneWith(service);
  const stays = left.map((path) => `${path} stays: Rouse did not write it`);
  return diff + [done, ...stays].map((line) => `${visible(line)}\n`).join("");
}

function doneWith({ kind, name, unit }: Service): string {
  return kind === "convert"
    ? `${unit} is as it was before \`rouse convert\``
    : `${name} is removed`;
}

function asJson(removed: readonly Removed[], dryRun: boolean): string {
  const services = removed.map(({ service, changes, left }) => {
    const { name, scope } = service;
    return { name, scope, units: changes.map(unitDocument), left };
  });
  return `${JSON.stringify({ api_version: 1, dry_run: dryRun, services }, undefined, 2)}\n`;
}
