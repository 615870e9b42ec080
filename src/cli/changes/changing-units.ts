import { withUnitsLocked } from "../../engines/systemd/change/with-units-locked.js";
import { visible } from "../../errors/rouse-error.js";
import type { Scope } from "../../units/plan-types.js";
import { say } from "../output/say.js";

/** Calls `act` while no other command changes the units of the scopes; a dry run changes nothing, and waits for nobody. */
export function changingUnits<T>(
  scopes: readonly Scope[],
  { dryRun = false }: { dryRun?: boolean },
  act: () => Promise<T>,
): Promise<T> {
  const [scope, ...others] = scopes;
  if (dryRun || scope === undefined) return act();
  const inner = () => changingUnits(others, {}, act);
  return withUnitsLocked(scope, inner, (sentence) => say(visible(`rouse: ${sentence}`)));
}
