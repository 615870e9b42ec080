import { lstatSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { RouseError } from "../../../errors/rouse-error.js";
import type { Scope, UnitFile } from "../../../units/types.js";
import type { Service } from "../inventory/find-services.js";
import { showUnits } from "../manager/show-units.js";
import { unitFolder } from "../manager/systemctl.js";
import { applyChanges } from "./apply-changes.js";

/** A unit of a service before and after; undefined where there is none. */
export interface UnitChange {
  /** `web.socket` */
  unit: string;
  path: string;
  before: string | undefined;
  after: string | undefined;
}

/** From what is on disk to `units`, which is all that the service will have; `service` is what it is now. */
export function compareUnits(
  scope: Scope,
  units: readonly UnitFile[],
  service: Service | undefined,
): UnitChange[] {
  const wanted = new Map(units.map(({ name, text }) => [join(unitFolder(scope), name), text]));
  const paths = new Set([...wanted.keys(), ...(service?.files ?? [])]);
  return [...paths].map((path) => {
    return { unit: basename(path), path, before: readIfThere(path), after: wanted.get(path) };
  });
}

export function readIfThere(path: string): string | undefined {
  return lstatSync(path, { throwIfNoEntry: false }) && readFileSync(path, "utf8");
}

/**
 * Writes, enables and starts the sockets of a service, or takes them away, or changes nothing at all. Sockets whose
 * settings stay the same are not touched: who waits there is not refused.
 * @throws as applyChanges; SOCKET_NOT_LISTENING
 */
export async function changeService(
  { scope, unit: service }: { scope: Scope; unit: string },
  changes: readonly UnitChange[],
): Promise<void> {
  const sockets = changes.filter(({ unit }) => unit.endsWith(".socket"));
  const listening = sockets.filter(({ after }) => after !== undefined).map(({ unit }) => unit);
  const moved = sockets.filter(isMoved).filter(({ before }) => before !== undefined);
  await applyChanges({
    scope,
    stop: isDisturbed(changes) ? [...moved.map(({ unit }) => unit), service] : [],
    disable: moved.map(({ unit }) => unit),
    write: changes.flatMap(({ path, before, after }) =>
      after === undefined || after === before ? [] : { path, text: after },
    ),
    remove: changes.filter(({ after }) => after === undefined).map(({ path }) => path),
    enable: listening,
    start: listening,
    confirm: () => requireListening(scope, listening),
  });
}

/** Whether sockets that are there change, or get others beside them: systemd starts none while the service runs. */
export function isDisturbed(changes: readonly UnitChange[]): boolean {
  const sockets = changes.filter(({ unit }) => unit.endsWith(".socket"));
  return sockets.some(({ before }) => before !== undefined) && sockets.some(isMoved);
}

/** Whether systemd sees a difference. */
export function isMoved({ before, after }: Pick<UnitChange, "before" | "after">): boolean {
  return settingsOf(before) !== settingsOf(after);
}

/** Without what only Rouse reads: the first line, and [X-Rouse], which is the last section. */
export function settingsOf(text: string | undefined): string | undefined {
  return text?.replace(/^#.*\n/, "").replace(/\n\[X-Rouse\].*$/s, "");
}

/** @throws SOCKET_NOT_LISTENING */
export async function requireListening(scope: Scope, units: readonly string[]): Promise<void> {
  const facts = await showUnits(scope, units, "ActiveState", "Result");
  const lost = units.findIndex((_, index) => facts[index]?.("ActiveState") !== "active");
  const unit = units[lost];
  if (unit === undefined) return;
  const problem = `systemd says ${facts[lost]?.("Result")}`;
  throw new RouseError("SOCKET_NOT_LISTENING", { unit, problem });
}
