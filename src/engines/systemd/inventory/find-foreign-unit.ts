import { RouseError } from "../../../errors/rouse-error.js";
import { escapeUnitName } from "../../../units/escape-unit-name.js";
import type { Scope } from "../../../units/plan-types.js";
import { showUnits } from "../manager/show-units.js";

/** Finds a unit of this name that Rouse did not write: "ssh.service"; undefined where no manager knows one. */
export async function findForeign(
  name: string,
  scope: Scope | undefined,
): Promise<string | undefined> {
  const scopes: Scope[] = scope === undefined ? ["user", "system"] : [scope];
  const found = await Promise.all(scopes.map((one) => findIn(one, name)));
  return found.find((unit) => unit !== undefined);
}

async function findIn(scope: Scope, name: string): Promise<string | undefined> {
  const stem = escapeUnitName(name);
  const units = /\.(service|socket)$/.test(name) ? [name] : [`${stem}.service`, `${stem}.socket`];
  try {
    const facts = await showUnits(scope, units, "LoadState");
    return units.find((_, index) => facts[index]?.("LoadState") === "loaded");
  } catch (error) {
    if (error instanceof RouseError) return undefined;
    throw error;
  }
}
