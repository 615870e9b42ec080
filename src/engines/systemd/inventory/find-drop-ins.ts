import { readdirSync } from "node:fs";
import { join } from "node:path";
import { hasCode } from "../../../errors/has-code.js";
import { unitFolder } from "../manager/folders.js";
import type { Service } from "./find-services.js";

/** Finds the drop-ins beside the units of a service that Rouse did not write: systemd.unit(5). */
export function findDropIns({ scope, unit, sockets, files }: Service): string[] {
  const units = [unit, ...sockets.map((socket) => socket.unit)];
  return units
    .map((name) => join(unitFolder(scope), `${name}.d`))
    .flatMap((folder) => list(folder).map((name) => join(folder, name)))
    .filter((path) => path.endsWith(".conf") && !files.includes(path));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}
