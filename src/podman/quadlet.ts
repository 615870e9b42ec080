import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { inFolder } from "../engines/systemd/manager/verify-units.js";
import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { runProgram } from "../sys/programs/run-program.js";
import type { Scope, UnitFile } from "../units/types.js";

/**
 * The service that Quadlet makes of a .container, without making it: podman-systemd.unit(5), Debugging.
 * @throws QUADLET_MISSING; QUADLET_REFUSED with what it says
 */
export async function previewService(scope: Scope, container: UnitFile): Promise<UnitFile> {
  const generator = findGenerator(scope);
  const name = container.name.replace(/\.container$/, ".service");
  return inFolder([container], async (folder) => {
    const argv = [generator, ...(scope === "user" ? ["--user"] : []), "--dryrun"];
    const env = { ...process.env, QUADLET_UNIT_DIRS: folder };
    const { stdout, stderr } = await runProgram(argv, env);
    const text = stdout.split(/^---(.+)---$/m);
    const at = text.indexOf(name);
    if (at !== -1) return { name, text: `${(text[at + 1] ?? "").trim()}\n` };
    const problem = stderr.replaceAll(`${folder}/`, "").trim().split("\n").at(-1);
    throw new RouseError("QUADLET_REFUSED", {
      unit: container.name,
      problem: problem || "nothing",
    });
  });
}

/** systemd.generator(7): where systemd itself would find it. */
function findGenerator(scope: Scope): string {
  const places = ["/run", "/etc", "/usr/local/lib", "/usr/lib"].map((place) =>
    join(place, `systemd/${scope}-generators/podman-${scope}-generator`),
  );
  const found = places.find(isExecutable);
  if (found === undefined) throw new RouseError("QUADLET_MISSING", { looked: places });
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT", "EACCES", "ENOTDIR")) return false;
    throw error;
  }
}
