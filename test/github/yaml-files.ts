import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { root } from "../harness/paths.js";

/** Returns what each YAML file of a folder of `.github` says, by its name. Throws at what is not well formed. */
export function readYamlFiles(folder: string): Map<string, unknown> {
  const path = join(root, ".github", folder);
  return new Map(readdirSync(path).map((name) => [name, readYaml(join(path, name))]));
}

function readYaml(path: string): unknown {
  const document = parseDocument(readFileSync(path, "utf8"), { strict: true, uniqueKeys: true });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) throw new Error(`cannot read '${path}' as YAML`, { cause: fault });
  return document.toJS();
}
