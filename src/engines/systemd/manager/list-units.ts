import type { Scope } from "../../../units/plan-types.js";
import type { UnitState } from "../../facts.js";
import { systemctl } from "./systemctl.js";

/** The state of a unit that systemd does not have in memory, since nobody has asked for it. */
export const notLoaded: UnitState = { active: "inactive", sub: "dead" };

/**
 * Returns the sockets and services that the manager has in memory, by name.
 * @throws SYSTEMCTL_MISSING, MANAGER_UNREACHABLE, SYSTEMCTL_FAILED
 */
export async function listUnits(scope: Scope): Promise<Map<string, UnitState>> {
  const what = ["--all", "--type=socket,service", "--plain", "--no-legend", "--full"];
  const text = await systemctl(scope, "list-units", ...what);
  const rows = text.matchAll(row);
  return new Map([...rows].map(([, name = "", active = "", sub = ""]) => [name, { active, sub }]));
}

/** UNIT LOAD ACTIVE SUB DESCRIPTION */
const row = /^\s*(\S+) +\S+ +(\S+) +(\S+)/gm;
