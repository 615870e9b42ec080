import { lstatSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Scope, UnitFile } from "../../../units/plan-types.js";
import type { UnitChange } from "../../engine.js";
import type { Service } from "../inventory/find-services.js";
import { writableUnitFolder } from "../manager/folders.js";

/**
 * Compares what is on disk with `units`, which are all that the service will have; `service` is what it has now.
 */
export function compareUnits(
  scope: Scope,
  units: readonly UnitFile[],
  service: Service | undefined,
): UnitChange[] {
  const wanted = new Map(
    units.map(({ name, text }) => [join(writableUnitFolder(scope), name), text]),
  );
  const paths = new Set([...wanted.keys(), ...(service?.files ?? [])]);
  return [...paths].map((path) => {
    return { unit: basename(path), path, before: readIfThere(path), after: wanted.get(path) };
  });
}

/** Returns the text of a file; undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false }) && readFileSync(path, "utf8");
}

/**
 * Tells whether sockets that are there have to be stopped, since they change or get others beside them: systemd starts
 * no socket while its service runs.
 */
export function restartsSockets(changes: readonly UnitChange[]): boolean {
  const sockets = changes.filter(({ unit }) => unit.endsWith(".socket"));
  return sockets.some(({ before }) => before !== undefined) && sockets.some(changesSettings);
}

/** Tells whether systemd sees a difference. */
export function changesSettings({ before, after }: Pick<UnitChange, "before" | "after">): boolean {
  return settingsOf(before) !== settingsOf(after);
}

/** Returns a unit without what only Rouse reads: the first line, and [X-Rouse], which is the last section. */
function settingsOf(text: string | undefined): string | undefined {
  return text?.replace(/^#.*\n/, "").replace(/\n\[X-Rouse\].*$/s, "");
}
