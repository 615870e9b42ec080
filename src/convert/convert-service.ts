import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { UnitChange } from "../engines/engine.js";
import { applyChanges } from "../engines/systemd/change/apply-changes.js";
import { removeReport } from "../engines/systemd/change/remove-report.js";
import { requireListening } from "../engines/systemd/change/require-listening.js";
import { changesSettings, readIfThere } from "../engines/systemd/change/unit-changes.js";
import { VerifiedChanges } from "../engines/systemd/change/verified-changes.js";
import { findServices } from "../engines/systemd/inventory/find-services.js";
import { showUnits } from "../engines/systemd/manager/show-units.js";
import { removeIfEmpty } from "../sys/folders/remove-own-names.js";
import { absolute } from "./boot-links.js";
import { type Conversion, dropInPath } from "./drop-in.js";
import type { OriginalUnit } from "./original-unit.js";
import type { ConversionPlan } from "./plan-conversion.js";

/** Compares what is on disk with `plan`; without a plan, with what was there before the conversion. */
export function compareConversion(original: OriginalUnit, plan?: ConversionPlan): UnitChange[] {
  const { unit, scope } = original;
  const service = findServices([scope]).find((one) => one.unit === unit && one.kind === "convert");
  const wanted = plan === undefined ? [] : [...plan.sockets, ...plan.timers, plan.dropIn];
  // The sockets may be gone, by which a service is found.
  const own = original.conversion === undefined ? [] : [dropInPath(unit, scope)];
  const paths = new Set([...wanted.map(({ path }) => path), ...(service?.files ?? []), ...own]);
  return [...paths].map((path) => ({
    unit: path.endsWith(".conf") ? unit : path.slice(path.lastIndexOf("/") + 1),
    path,
    before: readIfThere(path),
    after: wanted.find((one) => one.path === path)?.text,
  }));
}

/**
 * Has systemd read the sockets, and the drop-in together with the unit that it belongs to.
 * @throws UNITS_REFUSED, ANALYZE_MISSING
 */
export function verifyConversion(
  original: OriginalUnit,
  plan: ConversionPlan,
): Promise<VerifiedChanges> {
  const given = [{ name: original.unit, text: readFileSync(original.file, "utf8") }];
  const changes = compareConversion(original, plan);
  return VerifiedChanges.verify(original.scope, changes, { given });
}

/**
 * Puts the sockets before the service, which is stopped for that and asleep afterwards; or changes nothing at all.
 * @throws as applyChanges; SOCKET_NOT_LISTENING
 */
export async function convertService(
  original: OriginalUnit,
  plan: ConversionPlan,
  changes: VerifiedChanges,
): Promise<void> {
  const { scope, unit } = original;
  // What only Rouse reads may have changed: that stops no service.
  if (!changes.all.some(changesSettings) && plan.links.length === 0) {
    return applyChanges({ scope, write: changes });
  }
  const sockets = plan.sockets.map((socket) => socket.unit);
  const timers = plan.timers.map((timer) => timer.unit);
  const old = oldUnits(changes.all);
  await applyChanges({
    scope,
    stop: [...old, unit],
    disable: old,
    write: changes,
    remove: [...removed(changes.all), ...plan.links.map((link) => absolute(link, scope))],
    enable: [...sockets, ...timers],
    start: [...sockets, ...timers, ...(await runningOf(original))],
    confirm: () => requireListening(scope, sockets),
  });
}

/**
 * Takes the sockets and the drop-in away: the service is enabled, and runs, if that was so before it was converted.
 * @throws as applyChanges
 */
export async function undoConversion(
  original: OriginalUnit,
  conversion: Conversion,
  changes: readonly UnitChange[],
): Promise<void> {
  const { scope, unit } = original;
  const old = oldUnits(changes);
  const [service] = findServices([scope]).filter((one) => one.unit === unit);
  const dependents = await runningOf(original);
  await applyChanges({
    scope,
    stop: [...old, unit],
    disable: old,
    link: conversion.links.map((link) => ({ path: absolute(link, scope), target: link.target })),
    remove: removed(changes),
    start: conversion.isActive ? [unit, ...dependents] : dependents,
    confirm() {
      for (const path of removed(changes)) if (path.endsWith(".conf")) removeIfEmpty(dirname(path));
      if (service) removeReport(service);
    },
  });
}

function oldUnits(changes: readonly UnitChange[]): string[] {
  const old = changes.filter(
    ({ before, path }) => before !== undefined && /\.(socket|timer)$/.test(path),
  );
  return old.map(({ unit }) => unit);
}

function removed(changes: readonly UnitChange[]): string[] {
  return changes.filter(({ after }) => after === undefined).map(({ path }) => path);
}

/** Returns the dependents that run: systemd stops them with the service. */
async function runningOf({ scope, dependents }: OriginalUnit): Promise<string[]> {
  const facts = await showUnits(scope, dependents, "ActiveState");
  return dependents.filter((_, index) => facts[index]?.("ActiveState") === "active");
}
