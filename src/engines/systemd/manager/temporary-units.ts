import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeTemporaryFolder } from "../../../sys/folders/temporary-folder.js";
import type { UnitFile } from "../../../units/plan-types.js";

/**
 * Returns what `ask` finds with the units in files of a folder of their own, which is gone afterwards. A drop-in is
 * named `web.service.d/NAME.conf`.
 * @throws TEMPORARY_FOLDER_UNSAFE
 */
export async function withTemporaryUnits<T>(
  units: readonly UnitFile[],
  ask: (folder: string, files: string[]) => Promise<T>,
): Promise<T> {
  const folder = makeTemporaryFolder("rouse-units-");
  try {
    for (const { name, text } of units) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return await ask(
      folder,
      units.map(({ name }) => join(folder, name)),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
