import type { Scope, UnitFile } from "../../../units/types.js";
import { analyze } from "./analyze.js";
import { inFolder } from "./verify-units.js";

/** What `systemd-analyze security` thinks of a service: from 0 (closed) to 10 (open), and its word for it. */
export interface Exposure {
  level: number;
  /** OK, MEDIUM, EXPOSED, UNSAFE */
  rating: string;
}

/** Undefined where systemd does not tell: before 250 it looks only at units that are loaded. */
export async function readExposure(
  scope: Scope,
  units: readonly UnitFile[],
): Promise<Exposure | undefined> {
  return inFolder(units, async (_, files) => {
    const services = files.filter((file) => file.endsWith(".service"));
    const { code, stdout } = await analyze(scope, "security", "--offline=yes", "--", ...services);
    const [, level, rating = ""] =
      /Overall exposure level for .*: ([\d.]+) ([A-Z]+)/.exec(stdout) ?? [];
    return code === 0 && level !== undefined ? { level: Number(level), rating } : undefined;
  });
}
