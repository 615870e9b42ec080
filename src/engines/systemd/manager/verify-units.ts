import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RouseError } from "../../../errors/rouse-error.js";
import type { Scope, UnitFile } from "../../../units/types.js";
import { analyze } from "./analyze.js";

/**
 * Has systemd read the units, in a folder of their own, and nothing else done with them.
 * @throws UNITS_REFUSED with what it says, ANALYZE_MISSING
 */
export async function verifyUnits(scope: Scope, units: readonly UnitFile[]): Promise<void> {
  await inFolder(units, async (folder, files) => {
    const options = ["--man=no", "--recursive-errors=no"];
    const { code, stderr } = await analyze(scope, ...options, "verify", "--", ...files);
    if (code === 0 && stderr === "") return;
    const said = stderr.replaceAll(`${folder}/`, "").trim().split("\n").join("; ");
    throw new RouseError("UNITS_REFUSED", { problem: said || `status ${code}` });
  });
}

/** What `ask` finds with the units in files, which are gone afterwards. */
export async function inFolder<T>(
  units: readonly UnitFile[],
  ask: (folder: string, files: string[]) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "rouse-units-"));
  try {
    const files = units.map(({ name }) => join(folder, name));
    for (const [index, file] of files.entries()) writeFileSync(file, units[index]?.text ?? "");
    return await ask(folder, files);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
