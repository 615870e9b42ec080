import type { Scope } from "../../../units/plan-types.js";
import { lockUnits } from "../manager/unit-lock.js";
import { mendUnits } from "./mend-units.js";
import { requireOwnFolders } from "./require-own-folders.js";

/**
 * Calls `act` while no other command changes the units of a scope, after what a killed one left has been mended. A
 * command reads what there is only in `act`: before, another may still change it. `tell` says what took place.
 * @throws UNIT_FOLDER_UNSAFE, UNITS_BUSY, MANAGER_UNREACHABLE, SYSTEMCTL_MISSING
 */
export async function withUnitsLocked<T>(
  scope: Scope,
  act: () => Promise<T>,
  tell: (sentence: string) => void,
): Promise<T> {
  requireOwnFolders(scope);
  const release = await lockUnits(scope, tell);
  try {
    for (const sentence of await mendUnits(scope)) tell(sentence);
    return await act();
  } finally {
    release();
  }
}
