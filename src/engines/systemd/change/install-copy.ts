import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { codeOf, hasCode } from "../../../errors/has-code.js";
import { RouseError } from "../../../errors/rouse-error.js";
import { runProgram } from "../../../sys/programs/run-program.js";
import { findForeignOwner } from "./folders-of-root.js";
import type { RouseExecCopy } from "./rouse-exec-copy.js";
import { syncFolder, writeSynced } from "./write-files.js";

/**
 * Copies rouse-exec, whole or not at all. A process that runs what was there keeps its file, since that is replaced by
 * rename(2).
 * @throws ROUSE_EXEC_NOT_INSTALLED
 */
export async function installCopy({ scope, path, source }: RouseExecCopy): Promise<void> {
  const open = scope === "system" ? openOfRoot : openOwn;
  const folder = guarded(path, () => open(dirname(path)));
  // /proc/self/fd/N leads to the open folder wherever it is now.
  const draft = join(`/proc/self/fd/${folder}`, `.rouse-${randomBytes(6).toString("hex")}.tmp`);
  try {
    guarded(path, () => writeSynced(draft, readFileSync(source), 0o755));
    await requireRuns(draft, path);
    guarded(path, () => renameSync(draft, `/proc/self/fd/${folder}/rouse-exec`));
    syncFolder(`/proc/self/fd/${folder}`);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(folder);
  }
}

const directory = constants.O_RDONLY | constants.O_DIRECTORY;

/** The folder of a user, in which links are the user's own. */
function openOwn(folder: string): number {
  makeAll(folder);
  return openSync(folder, directory);
}

/** mkdirSync with `recursive` says ENOENT where a file system is read-only. */
function makeAll(folder: string): void {
  if (existsSync(folder)) return;
  makeAll(dirname(folder));
  make(folder);
  syncFolder(dirname(folder));
}

/** Opens a folder one part after the other: what root puts there, root runs, and nobody else may lead us elsewhere. */
function openOfRoot(path: string): number {
  let here = "/";
  let fd = openSync(here, directory);
  try {
    requireOfRoot(fd, here);
    for (const name of path.split("/").filter(Boolean)) {
      here = join(here, name);
      const inner = openInside(fd, name);
      closeSync(fd);
      fd = inner;
      requireOfRoot(fd, here);
    }
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Opens a folder in an open one, or makes it. */
function openInside(fd: number, name: string): number {
  const path = `/proc/self/fd/${fd}/${name}`;
  const isNew = make(path);
  const inner = openSync(path, directory | constants.O_NOFOLLOW);
  if (!isNew) return inner;
  // Whatever the umask is.
  fchmodSync(inner, 0o755);
  fsyncSync(fd);
  return inner;
}

function make(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o755 });
    return true;
  } catch (error) {
    // A file system that cannot be written to may say so before it says that the folder is there.
    if (hasCode(error, "EEXIST") || existsSync(folder)) return false;
    throw error;
  }
}

function requireOfRoot(fd: number, folder: string): void {
  const problem = findForeignOwner(fd, folder);
  if (problem !== undefined) throw new Unfit(problem);
}

/** A mount with noexec, a program of another machine. */
async function requireRuns(draft: string, path: string): Promise<void> {
  try {
    const { code, stdout } = await runProgram([draft, "--version"]);
    if (code === 0 && stdout.startsWith("rouse-exec ")) return;
    throw notInstalled(path, `\`rouse-exec --version\` ended with ${code} there`);
  } catch (error) {
    if (!hasCode(error, "EACCES", "EPERM", "ENOEXEC", "ENOENT")) throw error;
    const isClosed = hasCode(error, "EACCES");
    const why = isClosed ? "its file system is mounted with noexec" : codeOf(error);
    throw notInstalled(path, `nothing can be run there: ${why}`, error);
  }
}

class Unfit extends Error {}

function guarded<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const problem = error instanceof Unfit ? error.message : problemOf(codeOf(error));
    if (problem === undefined) throw error;
    throw notInstalled(path, problem, error);
  }
}

function problemOf(code: string | undefined): string | undefined {
  return code === undefined ? undefined : (problems[code] ?? code);
}

const problems: Record<string, string> = {
  EACCES: "you may not write to its folder (EACCES)",
  EPERM: "you may not write to its folder (EPERM)",
  EROFS: "its file system is read-only (EROFS)",
  ENOSPC: "its file system is full (ENOSPC)",
  EDQUOT: "your quota is used up (EDQUOT)",
  ENOENT: "a part of its path is a symbolic link that leads nowhere",
  ENOTDIR: "a part of its path is a symbolic link, or not a folder",
  ELOOP: "a part of its path is a symbolic link, or not a folder",
};

function notInstalled(path: string, problem: string, cause?: unknown): RouseError {
  return new RouseError("ROUSE_EXEC_NOT_INSTALLED", { path, problem }, { cause });
}
