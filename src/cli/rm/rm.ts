import { compareConversion, undoConversion } from "../../convert/convert-service.js";
import { readOriginal } from "../../convert/original-unit.js";
import type { HeldService, Removal } from "../../engines/engine.js";
import type { WrittenService } from "../../engines/facts.js";
import { isNamed } from "../../engines/systemd/inventory/find-service.js";
import { findServices } from "../../engines/systemd/inventory/find-services.js";
import { defaultScope } from "../../engines/systemd/manager/systemctl.js";
import { RouseError, visible } from "../../errors/rouse-error.js";
import { findNamed } from "../../services/find-named.js";
import { requireLinux } from "../../sys/platform.js";
import type { Scope } from "../../units/plan-types.js";
import { changingUnits } from "../changes/changing-units.js";
import { unitDocument } from "../changes/unit-document.js";
import { namedScope, requireRights } from "../options/scope.js";
import { diffPaint, formatDiff } from "../output/diff.js";
import { formatDocument } from "../output/json-document.js";
import { isTerminal, write } from "../output/say.js";
import type { RemoveOptions } from "./rm-options.js";

interface Removed extends Removal {
  service: HeldService;
}

/**
 * Removes services with everything that was written for them, one after the other; none when one of the names is
 * not known.
 * @throws SERVICE_UNKNOWN, SERVICE_AMBIGUOUS, SYSTEM_NEEDS_ROOT; what HeldService.remove and undoConversion throw
 */
export async function removeServices(
  names: readonly string[],
  options: RemoveOptions,
): Promise<void> {
  requireLinux();
  const scope = namedScope(options, "rm");
  await changingUnits(findScopes(names, scope), options, () => removeNamed(names, scope, options));
}

/** Returns the scopes that may change, as far as this user may change them. */
function findScopes(names: readonly string[], scope: Scope | undefined): Scope[] {
  const named = findServices().filter((one) => names.some((name) => isNamed(one, name, scope)));
  const scopes = [scope ?? defaultScope(), ...named.map((service) => service.scope)];
  const isRoot = process.geteuid?.() === 0;
  return [...new Set(scopes)].filter((one) => one === "user" || isRoot).sort();
}

async function removeNamed(
  names: readonly string[],
  scope: Scope | undefined,
  { dryRun = false, json = false }: RemoveOptions,
): Promise<void> {
  const own = await findNamed(names, scope, (foreign) => `${foreign} is there and stays`);
  for (const service of own) {
    service.requireVerb("rm");
    requireRights(service.scope, "rm");
  }
  const removed: Removed[] = [];
  for (const service of own) {
    const one = await removeService(service, dryRun);
    if (!json) write(1, asText(one, dryRun));
    removed.push(one);
  }
  if (json) write(1, asJson(removed, dryRun));
}

async function removeService(held: HeldService, dryRun: boolean): Promise<Removed> {
  const { service } = held;
  const isConverted = service?.kind === "convert";
  const removal = isConverted ? undoConvert(service, dryRun) : held.remove(dryRun);
  return { service: held, ...(await removal) };
}

/** A service that was there before Rouse is given back as it was. */
async function undoConvert({ unit, scope }: WrittenService, dryRun: boolean): Promise<Removal> {
  const original = await readOriginal(unit, scope);
  const { conversion } = original;
  if (conversion === undefined) throw new RouseError("NOT_CONVERTED", { unit });
  const changes = compareConversion(original);
  if (!dryRun) await undoConversion(original, conversion, changes);
  return { changes, left: [] };
}

function asText({ service, changes, left }: Removed, dryRun: boolean): string {
  const diff = dryRun ? formatDiff(changes, diffPaint(isTerminal(1))) : "";
  const done = dryRun ? "nothing was changed: this was --dry-run" : doneWith(service);
  const stays = left.map((path) => `${path} stays: Rouse did not write it`);
  return diff + [done, ...stays].map((line) => `${visible(line)}\n`).join("");
}

function doneWith({ service, name }: HeldService): string {
  return service?.kind === "convert"
    ? `${service.unit} is as it was before \`rouse convert\``
    : `${name} is removed`;
}

function asJson(removed: readonly Removed[], dryRun: boolean): string {
  const services = removed.map(({ service, changes, left }) => {
    const { name, scope } = service;
    return { name, scope, units: changes.map(unitDocument), left };
  });
  return formatDocument({ dry_run: dryRun, services });
}
