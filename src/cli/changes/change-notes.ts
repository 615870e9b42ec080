import type { UnitChange } from "../../engines/engine.js";
import { changesSettings, restartsSockets } from "../../engines/systemd/change/unit-changes.js";
import type { VerifiedChanges } from "../../engines/systemd/change/verified-changes.js";
import { findDropIns } from "../../engines/systemd/inventory/find-drop-ins.js";
import type { Service } from "../../engines/systemd/inventory/find-services.js";
import { showUnits } from "../../engines/systemd/manager/show-units.js";
import type { Scope } from "../../units/plan-types.js";

/** Names the files of others that take precedence over the units of a service. */
export function dropInNotes(service: Service): string[] {
  return findDropIns(service).map((path) => `${path} takes precedence: Rouse did not write it`);
}

/** Says what a dry run would copy. */
export function copyNotes({ copy }: VerifiedChanges, dryRun: boolean): string[] {
  if (!dryRun || copy === undefined) return [];
  return [`rouse-exec is not at ${copy.path} yet: it would be copied from ${copy.source}`];
}

/** Says in sentences what a change of an existing service means for the clients it has. */
export async function changeNotes(scope: Scope, changes: readonly UnitChange[]): Promise<string[]> {
  if (restartsSockets(changes)) {
    return ["its sockets are opened anew: waiting clients are refused, and open connections end"];
  }
  const service = changes.find(({ unit }) => unit.endsWith(".service"));
  if (service?.before === undefined || !changesSettings(service)) return [];
  const [facts] = await showUnits(scope, [service.unit], "ActiveState");
  if (facts?.("ActiveState") === "inactive") return [];
  return ["it is awake and stays as it is until it sleeps; `rouse restart` applies the change now"];
}
