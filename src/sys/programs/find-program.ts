import { accessSync, constants, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { hasCode } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";

/**
 * Returns the absolute path of the program that a shell would run in the current folder: the word itself where it
 * contains a slash, else the first on PATH. Symbolic links are not followed, since they survive an update.
 * @throws PROGRAM_NOT_FOUND, PROGRAM_UNUSABLE
 */
export function findProgram(word: string, path = process.env.PATH ?? ""): string {
  if (word.includes("/")) return requireExecutable(resolve(word));
  const folders = path.split(":").filter(isAbsolute);
  const found = folders.map((folder) => join(folder, word)).find((file) => !problemWith(file));
  if (word !== "" && found !== undefined) return found;
  throw new RouseError("PROGRAM_NOT_FOUND", { program: word });
}

function requireExecutable(path: string): string {
  const problem = problemWith(path);
  if (problem) throw new RouseError("PROGRAM_UNUSABLE", { path, problem });
  return path;
}

function problemWith(path: string): string | undefined {
  try {
    const found = statSync(path);
    if (found.isDirectory()) return "it is a folder; give the path of a program";
    if (!found.isFile()) return "it is not a file";
    accessSync(path, constants.X_OK);
    return undefined;
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return "there is no such file";
    if (hasCode(error, "EACCES")) return "it is not executable for you; `chmod +x` makes it so";
    if (hasCode(error, "ELOOP", "ENAMETOOLONG")) return "its path leads nowhere";
    throw error;
  }
}
