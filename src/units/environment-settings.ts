import { RouseError } from "../errors.js";
import type { Setting } from "./format-unit.js";
import { unfitFor } from "./plain-value.js";
import { quoteWord } from "./quote-exec.js";

/**
 * An Environment= for each variable: systemd.exec(5).
 * @throws UNIT_VALUE_UNFIT
 */
export function environmentSettings(
  environment: readonly (readonly [name: string, value: string])[],
): Setting[] {
  return environment.map(([name, value]) => {
    const assignment = `${name}=${value}`;
    const problem = problemOf(name) ?? unfitFor(value);
    if (problem) {
      throw new RouseError("UNIT_VALUE_UNFIT", {
        setting: "Environment=",
        value: assignment,
        problem,
      });
    }
    return ["Environment", quoteWord(assignment)];
  });
}

function problemOf(name: string): string | undefined {
  if (/^[A-Za-z_]\w*$/.test(name)) return undefined;
  return "the name of a variable has letters, digits and _ and begins with none of the digits";
}
