import { dirname } from "node:path";
import { applyChanges } from "../engines/systemd/change/apply-changes.js";
import {
  isMoved,
  readIfThere,
  requireListening,
  type UnitChange,
} from "../engines/systemd/change/change-service.js";
import { removeReport } from "../engines/systemd/change/remove-report.js";
import { removeEmpty } from "../engines/systemd/change/snapshot-files.js";
import { findServices } from "../engines/systemd/inventory/find-services.js";
import { showUnits } from "../engines/systemd/manager/show-units.js";
import { absolute } from "./boot-links.js";
import type { Conversion } from "./drop-in.js";
import type { OriginalUnit } from "./original-unit.js";
import type { ConversionPlan } from "./plan-conversion.js";

/** From what is on disk to `plan`; without one, back to what was there before. */
export function compareConversion(
  original: OriginalUnit,
  plan?: Pick<ConversionPlan, "dropIn" | "sockets">,
): UnitChange[] {
  const { unit, scope } = original;
  const service = findServices([scope]).find((one) => one.unit === unit && one.kind === "convert");
  const wanted = plan === undefined ? [] : [...plan.sockets, plan.dropIn];
  const paths = new Set([...wanted.map(({ path }) => path), ...(service?.files ?? [])]);
  return [...paths].map((path) => ({
    unit: path.endsWith(".conf") ? unit : path.slice(path.lastIndexOf("/") + 1),
    path,
    before: readIfThere(path),
    after: wanted.find((one) => one.path === path)?.text.toString(),
  }));
}

/**
 * Puts the sockets before the service, which is stopped for it and asleep afterwards; or changes nothing at all.
 * @throws as applyChanges; SOCKET_NOT_LISTENING
 */
export async function convertService(
  original: OriginalUnit,
  plan: ConversionPlan,
  changes: readonly UnitChange[],
): Promise<void> {
  const { scope, unit } = original;
  if (!changes.some(isMoved) && plan.links.length === 0) return rewrite(original, changes);
  const sockets = plan.sockets.map((socket) => socket.unit);
  const old = oldSockets(changes);
  await applyChanges({
    scope,
    stop: [...old, unit],
    disable: old,
    write: written(changes),
    remove: [...removed(changes), ...plan.links.map((link) => absolute(link, scope))],
    enable: sockets,
    start: [...sockets, ...(await runningOf(original))],
    confirm: () => requireListening(scope, sockets),
  });
}

/** What only Rouse reads may have changed: that stops nobody. */
function rewrite({ scope }: OriginalUnit, changes: readonly UnitChange[]): Promise<void> {
  return applyChanges({ scope, write: written(changes) });
}

/**
 * Takes the sockets and the drop-in away: the service is enabled and runs if it did so before it was converted.
 * @throws as applyChanges
 */
export async function undoConversion(
  original: OriginalUnit,
  conversion: Conversion,
  changes: readonly UnitChange[],
): Promise<void> {
  const { scope, unit } = original;
  const old = oldSockets(changes);
  const [service] = findServices([scope]).filter((one) => one.unit === unit);
  const dependents = await runningOf(original);
  await applyChanges({
    scope,
    stop: [...old, unit],
    disable: old,
    link: conversion.links.map((link) => ({ path: absolute(link, scope), target: link.target })),
    remove: removed(changes),
    start: conversion.isActive ? [unit, ...dependents] : dependents,
  });
  for (const path of removed(changes)) if (path.endsWith(".conf")) removeEmpty(dirname(path));
  if (service) removeReport(service);
}

function oldSockets(changes: readonly UnitChange[]): string[] {
  const old = changes.filter(
    ({ before, path }) => before !== undefined && path.endsWith(".socket"),
  );
  return old.map(({ unit }) => unit);
}

function written(changes: readonly UnitChange[]) {
  return changes.flatMap(({ path, before, after }) =>
    after === undefined || after === before ? [] : { path, text: after },
  );
}

function removed(changes: readonly UnitChange[]): string[] {
  return changes.filter(({ after }) => after === undefined).map(({ path }) => path);
}

/** systemd stops them with the service. */
async function runningOf({ scope, dependents }: OriginalUnit): Promise<string[]> {
  const facts = await showUnits(scope, dependents, "ActiveState");
  return dependents.filter((_, index) => facts[index]?.("ActiveState") === "active");
}
