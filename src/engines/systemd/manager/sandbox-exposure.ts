import type { Scope, UnitFile } from "../../../units/plan-types.js";
import { analyze } from "./analyze.js";
import { withTemporaryUnits } from "./temporary-units.js";

/** How `systemd-analyze security` rates a service: from 0 (closed) to 10 (open), and its word for that. */
export interface Exposure {
  level: number;
  /** OK, MEDIUM, EXPOSED, UNSAFE */
  rating: string;
}

/** Returns the rating of units; undefined where systemd has none: before 250 it looks only at units that are loaded. */
export async function readExposure(
  scope: Scope,
  units: readonly UnitFile[],
): Promise<Exposure | undefined> {
  return withTemporaryUnits(units, async (_, files) => {
    const services = files.filter((file) => file.endsWith(".service"));
    const { code, stdout } = await analyze(scope, "security", "--offline=yes", "--", ...services);
    const [, level, rating = ""] =
      /Overall exposure level for .*: ([\d.]+) ([A-Z]+)/.exec(stdout) ?? [];
    return code === 0 && level !== undefined ? { level: Number(level), rating } : undefined;
  });
}
