import { RouseError } from "../errors/rouse-error.js";
import { findFileProblem } from "./file-problem.js";
import { findRouseExec, renewalStep } from "./find-rouse-exec.js";
import { isAsPacked } from "./prebuilt.js";

/**
 * Returns the rouse-exec that is about to be run.
 * @throws ROUSE_EXEC_NOT_FOUND, ROUSE_EXEC_UNUSABLE, ROUSE_EXEC_DAMAGED
 */
export function requireRouseExec(): string {
  const path = findRouseExec();
  return requireSound(path, findFileProblem(path));
}

/**
 * Returns the rouse-exec that is about to be copied, to run for years. Its hash takes about 2 ms, which every start of
 * `rouse listen` would pay.
 * @throws what requireRouseExec throws
 */
export function requireWholeRouseExec(): string {
  const path = requireRouseExec();
  return requireSound(path, isAsPacked(path) === false ? notAsPacked : undefined);
}

function requireSound(path: string, problem: string | undefined): string {
  if (problem === undefined) return path;
  throw new RouseError("ROUSE_EXEC_DAMAGED", { path, problem, next: renewalStep() });
}

const notAsPacked = "it is not the file that was packed: its SHA-256 is not the one in SHA256SUMS";
