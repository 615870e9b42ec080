import type { Scope } from "../../../units/plan-types.js";
import { systemctl } from "./systemctl.js";

/** The value of a property as `systemctl show` prints it; empty where the unit has no such property. */
export type UnitFacts<P extends string> = (property: P | "Id") => string;

/**
 * Asks what the manager knows of units, in the order of `units`; one that does not exist has LoadState=not-found.
 * @throws SYSTEMCTL_MISSING, MANAGER_UNREACHABLE, SYSTEMCTL_FAILED
 */
export async function showUnits<P extends string>(
  scope: Scope,
  units: readonly string[],
  ...properties: readonly P[]
): Promise<UnitFacts<P>[]> {
  if (units.length === 0) return [];
  const asked = ["Id", ...properties].map((property) => `--property=${property}`);
  const text = await systemctl(scope, "show", ...asked, "--", ...units);
  const blocks = text.split("\n\n").map((block) => new Map(block.split("\n").map(splitLine)));
  return units.map((_, index) => (property) => blocks[index]?.get(property) ?? "");
}

function splitLine(line: string): [property: string, value: string] {
  const equals = line.indexOf("=");
  return [line.slice(0, equals), line.slice(equals + 1)];
}
