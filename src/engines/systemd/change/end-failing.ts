import type { Scope } from "../../../units/plan-types.js";
import { showUnits } from "../manager/show-units.js";
import { systemctl } from "../manager/systemctl.js";

/**
 * Ends the services of which rouse-exec tries the program again and again, as the units were before: the clients that wait
 * start them as the units are now.
 */
export async function endFailing(scope: Scope, services: readonly string[]): Promise<void> {
  const facts = await showUnits(scope, services, "StatusText");
  const failing = services.filter((_, index) =>
    /^Failing:/.test(facts[index]?.("StatusText") ?? ""),
  );
  if (failing.length > 0) await systemctl(scope, "stop", "--", ...failing);
}
