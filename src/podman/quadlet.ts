import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { withTemporaryUnits } from "../engines/systemd/manager/temporary-units.js";
import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { lastLine, runProgram } from "../sys/programs/run-program.js";
import type { Scope, UnitFile } from "../units/plan-types.js";

/**
 * Returns what systemd gets to read of a file: the service that Quadlet makes of a .container, any other file itself.
 * @throws QUADLET_MISSING; QUADLET_REFUSED with what it says
 */
export async function asUnit(scope: Scope, file: UnitFile): Promise<UnitFile> {
  return file.name.endsWith(".container") ? previewService(scope, file) : file;
}

/** Has Quadlet show the service without writing it: podman-systemd.unit(5), Debugging. */
async function previewService(scope: Scope, container: UnitFile): Promise<UnitFile> {
  const generator = findGenerator(scope);
  const name = container.name.replace(/\.container$/, ".service");
  return withTemporaryUnits([container], async (folder) => {
    const argv = [generator, ...(scope === "user" ? ["--user"] : []), "--dryrun"];
    const env = { ...process.env, QUADLET_UNIT_DIRS: folder };
    const { stdout, stderr } = await runProgram(argv, env);
    const text = stdout.split(/^---(.+)---$/m);
    const at = text.indexOf(name);
    if (at !== -1) return { name, text: `${(text[at + 1] ?? "").trim()}\n` };
    const problem = lastLine(stderr.replaceAll(`${folder}/`, ""));
    throw new RouseError("QUADLET_REFUSED", {
      unit: container.name,
      problem: problem || "nothing",
    });
  });
}

/** Returns the generator that systemd itself would find: systemd.generator(7). */
function findGenerator(scope: Scope): string {
  const paths = ["/run", "/etc", "/usr/local/lib", "/usr/lib"].map((folder) =>
    join(folder, `systemd/${scope}-generators/podman-${scope}-generator`),
  );
  const found = paths.find(isExecutable);
  if (found === undefined) throw new RouseError("QUADLET_MISSING", { looked: paths });
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
