import { dirname } from "node:path";
import { RouseError } from "../errors/rouse-error.js";
import { findProgram } from "../sys/programs/find-program.js";
import { readProgramStart } from "../sys/programs/read-program-start.js";

/** The PATH that systemd gives to services, of the system and of users: systemd.exec(5), $PATH. */
const defaultFolders = [
  ...["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"],
];

/**
 * Returns the PATH of a service whose program lies elsewhere, as Node does under nvm: the program's folder first, then
 * that of the interpreter which `#!/usr/bin/env` would look for. Undefined where the default PATH is enough.
 */
export function servicePath(program: string): string | undefined {
  const interpreter = findInterpreter(program);
  const folders = [program, ...(interpreter === undefined ? [] : [interpreter])].map(dirname);
  const missing = [...new Set(folders)].filter((folder) => !defaultFolders.includes(folder));
  // A colon separates folders: a folder whose name holds one cannot be listed.
  const named = missing.filter((folder) => !folder.includes(":"));
  return named.length === 0 ? undefined : [...named, ...defaultFolders].join(":");
}

/** Returns the program behind `#!/usr/bin/env NAME` or `#!/usr/bin/env -S NAME ARG`. */
function findInterpreter(program: string): string | undefined {
  const [, name] =
    /^#! *\S*\/env +(?:-S *)?([^\s=]+)(?:\s|$)/.exec(readProgramStart(program)) ?? [];
  if (name === undefined) return undefined;
  try {
    return findProgram(name);
  } catch (error) {
    if (error instanceof RouseError) return undefined;
    throw error;
  }
}
