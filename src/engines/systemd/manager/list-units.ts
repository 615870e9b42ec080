import type { Scope } from "../../../units/types.js";
import { systemctl } from "./systemctl.js";

/** ActiveState= and SubState= of a unit: "active" and "listening". */
export interface UnitState {
  active: string;
  sub: string;
}

/** What a unit is that systemd has not in memory: it was never asked for. */
export const notLoaded: UnitState = { active: "inactive", sub: "dead" };

/**
 * The sockets and services that the manager has in memory, by name.
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
