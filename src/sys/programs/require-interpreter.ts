import { statSync } from "node:fs";
import { RouseError } from "../../errors/rouse-error.js";
import { readProgramStart } from "./read-program-start.js";

/**
 * Requires that the interpreter is there which the first line of a script names: without it the first client would be
 * the one to find out.
 * @throws PROGRAM_UNUSABLE
 */
export function requireInterpreter(path: string): void {
  const [, interpreter, end] = /^#![ \t]*([^ \t\r\n]+)(\r?)/.exec(readProgramStart(path)) ?? [];
  if (interpreter === undefined) return;
  const problem = `its first line names the interpreter ${interpreter}`;
  if (end === "\r") {
    const cure = "save the file with Unix line ends";
    throw new RouseError("PROGRAM_UNUSABLE", {
      path,
      problem: `${problem}, and ends with a carriage return; ${cure}`,
    });
  }
  if (statSync(interpreter, { throwIfNoEntry: false }) !== undefined) return;
  throw new RouseError("PROGRAM_UNUSABLE", { path, problem: `${problem}, which does not exist` });
}
