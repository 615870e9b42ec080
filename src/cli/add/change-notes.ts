import type { UnitChange } from "../../engines/engine.js";
import { changesSettings, restartsSockets } from "../../engines/systemd/change/unit-changes.js";
import { findDropIns } from "../../engines/systemd/inventory/find-drop-ins.js";
import type { Service } from "../../engines/systemd/inventory/find-services.js";
import { showUnits } from "../../engines/systemd/manager/show-units.js";
import type { Scope } from "../../units/types.js";

/** What else has a say in how a service runs. */
export function dropInNotes(service: Service): string[] {
  return findDropIns(service).map((path) => `${path} has the last word: Rouse did not write it`);
}

/** What a change of a service that is there means for who is connected, in sentences. */
export async function changeNotes(scope: Scope, changes: readonly UnitChange[]): Promise<string[]> {
  if (restartsSockets(changes)) {
    return ["its sockets are started anew: who waits there is refused, open connections end"];
  }
  const service = changes.find(({ unit }) => unit.endsWith(".service"));
  if (service?.before === undefined || !changesSettings(service)) return [];
  const [facts] = await showUnits(scope, [service.unit], "ActiveState");
  if (facts?.("ActiveState") === "inactive") return [];
  return ["it is awake and stays as it is until it sleeps; `rouse restart` has the change now"];
}
