import { resolve } from "node:path";
import { RouseError } from "../errors/rouse-error.js";
import { findRouseExec } from "../rouse-exec/find-rouse-exec.js";
import { isTemporaryPath } from "./temporary-path.js";

/**
 * Returns the rouse-exec that units name, which must stay for years. The path in ROUSE_EXEC_PATH is taken as it is:
 * whoever set it knows how long it stays.
 * @throws ROUSE_EXEC_PASSING, ROUSE_EXEC_NOT_FOUND, ROUSE_EXEC_UNUSABLE
 */
export function findLastingRouseExec(found = findRouseExec()): string {
  const path = resolve(found);
  const isGiven = Boolean(process.env.ROUSE_EXEC_PATH);
  if (!isGiven && isTemporaryPath(path)) throw new RouseError("ROUSE_EXEC_PASSING", { path });
  return path;
}
