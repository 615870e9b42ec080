import { RouseError } from "../../../errors/rouse-error.js";
import type { Scope } from "../../../units/plan-types.js";
import type { UnitState } from "../../facts.js";
import { listUnits } from "../manager/list-units.js";
import { isSocket, readUnitFolder, type UnitFolder } from "./unit-folder.js";

/** A scope that may have services of ours: its unit files, and the answer that its manager will give. */
export interface Asked {
  folder: UnitFolder;
  /** The error tells why there is no answer: SYSTEMCTL_MISSING, MANAGER_UNREACHABLE, SYSTEMCTL_FAILED. */
  units: Promise<Map<string, UnitState> | RouseError>;
}

/** Asks the managers of the scopes that have sockets, so that they answer while files are read. */
export function askUnits(scopes: readonly Scope[]): Asked[] {
  return scopes
    .map(readUnitFolder)
    .filter(({ names }) => [...names].some(isSocket))
    .map((folder) => ({ folder, units: answerOf(folder.scope) }));
}

function answerOf(scope: Scope): Asked["units"] {
  return listUnits(scope).catch((error: unknown) => {
    if (error instanceof RouseError) return error;
    throw error;
  });
}
