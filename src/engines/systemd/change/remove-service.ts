import type { Removal } from "../../engine.js";
import { findDropIns } from "../inventory/find-drop-ins.js";
import type { Service } from "../inventory/find-services.js";
import { applyChanges } from "./apply-changes.js";
import { removeReport } from "./remove-report.js";
import { compareUnits } from "./unit-changes.js";

/**
 * Stops a service and its sockets and removes its files and its report, or changes nothing at all.
 * @throws as applyChanges
 */
export async function removeService(service: Service, dryRun: boolean): Promise<Removal> {
  const { scope, unit, sockets, timer, files } = service;
  const changes = compareUnits(scope, [], service);
  const left = findDropIns(service);
  if (!dryRun) {
    const timers = timer === undefined ? [] : [timer];
    const units = [...timers, ...sockets.map((socket) => socket.unit)];
    await applyChanges({
      ...{ scope, stop: [...units, unit], disable: units, remove: files },
      confirm: () => removeReport(service),
    });
  }
  return { changes, left };
}
