import { RouseError } from "../../../errors/rouse-error.js";
import type { Scope, UnitFile } from "../../../units/plan-types.js";
import { analyze } from "./analyze.js";
import { withTemporaryUnits } from "./temporary-units.js";

/**
 * Has systemd read units, in a folder of their own, and do nothing else with them. `given` are units that are there
 * already, to which drop-ins among `units` belong: what systemd says about them alone is no reason to refuse ours.
 * @throws UNITS_REFUSED with what it says, ANALYZE_MISSING
 */
export async function verifyUnits(
  scope: Scope,
  units: readonly UnitFile[],
  given: readonly UnitFile[] = [],
): Promise<void> {
  const complaints = await complaintsAbout(scope, [...given, ...units]);
  if (complaints.length === 0) return;
  const known = given.length === 0 ? [] : await complaintsAbout(scope, given);
  const ours = complaints.filter((line) => !known.includes(line));
  if (ours.length > 0) throw new RouseError("UNITS_REFUSED", { problem: ours.join("; ") });
}

/** Returns what systemd says about the units, in lines; it reads the drop-ins beside them by itself. */
function complaintsAbout(scope: Scope, units: readonly UnitFile[]): Promise<string[]> {
  return withTemporaryUnits(units, async (folder, files) => {
    const options = ["--man=no", "--recursive-errors=no"];
    const own = files.filter((file) => !file.endsWith(".conf"));
    const { code, stderr } = await analyze(scope, ...options, "verify", "--", ...own);
    if (code === 0 && stderr === "") return [];
    return (stderr.replaceAll(`${folder}/`, "").trim() || `status ${code}`).split("\n");
  });
}
