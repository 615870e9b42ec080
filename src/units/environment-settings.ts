import type { Setting } from "./format-unit.js";
import { requireFit, unfit } from "./plain-value.js";
import { quoteWord } from "./quote-exec.js";

/**
 * Returns an Environment= for each variable: systemd.exec(5).
 * @throws UNIT_VALUE_UNFIT
 */
export function environmentSettings(
  environment: readonly (readonly [name: string, value: string])[],
): Setting[] {
  return environment.map(([name, value]) => {
    const assignment = `${name}=${value}`;
    requireName(name, assignment);
    requireFit("Environment=", assignment);
    return ["Environment", quoteWord(assignment)];
  });
}

/** Throws for a name that env_name_is_valid() of systemd does not take. */
function requireName(name: string, assignment: string): void {
  if (/^[A-Za-z_]\w*$/.test(name)) return;
  const problem = "a name has letters, digits and _ and does not begin with a digit";
  throw unfit("Environment=", assignment, problem);
}
