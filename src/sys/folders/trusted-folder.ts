import { readlinkSync, type Stats } from "node:fs";
import { join } from "node:path";
import { formatMode, lstat } from "./file-status.js";
import { findUntrustedOwner } from "./trusted-users.js";

const sticky = 0o1000;
const writableByOthers = 0o022;
const forOthers = 0o077;
/** MAXSYMLINKS of the kernel. */
const mostLinks = 40;

/**
 * Returns how other users could replace what lies in this folder; undefined when only we and root can. As for sshd's
 * StrictModes, every folder on the way, those behind symbolic links too, must belong to us or root and must not be
 * writable by others. A sticky folder may be, if a folder of ours with mode 0700 follows it. (An access control list
 * that lets others write shows as the write bit of the group.)
 */
export function findFolderProblem(folder: string): string | undefined {
  if (!folder.startsWith("/")) return `the folder '${folder}' is not an absolute path`;
  const walk = new Walk(folder);
  let problem: string | undefined;
  while (problem === undefined && !walk.isOver) problem = walk.step();
  return problem ?? walk.findExposure();
}

/** The way from `/` to a folder, as the kernel resolves it. */
class Walk {
  readonly #ahead: string[];
  #here = "/";
  #links = 0;
  /** A sticky folder that no closed folder of ours has followed yet. */
  #sticky: string | undefined;

  constructor(folder: string) {
    this.#ahead = ["/", ...namesIn(folder)];
  }

  get isOver(): boolean {
    return this.#ahead.length === 0;
  }

  step(): string | undefined {
    const path = join(this.#here, this.#ahead.shift() ?? "");
    const entry = lstat(path);
    if (entry === undefined) return `the folder '${path}' is not there`;
    const owner = findUntrustedOwner(entry.uid, path);
    if (owner !== undefined) return `the folder '${path}' belongs to ${owner}`;
    if (this.#sticky !== undefined && !isOwnFolder(entry)) return exposed(this.#sticky);
    return entry.isSymbolicLink() ? this.#follow(path) : this.#enter(path, entry);
  }

  findExposure(): string | undefined {
    return this.#sticky && exposed(this.#sticky);
  }

  #follow(path: string): string | undefined {
    if (++this.#links > mostLinks)
      return `'${path}' is one of more than ${mostLinks} symbolic links`;
    const target = readlinkSync(path);
    this.#ahead.unshift(...namesIn(target));
    if (target.startsWith("/")) this.#here = "/";
    return undefined;
  }

  #enter(path: string, entry: Stats): string | undefined {
    if (!entry.isDirectory()) return `'${path}' is not a folder`;
    this.#here = path;
    if (isOwnFolder(entry) && (entry.mode & forOthers) === 0) this.#sticky = undefined;
    if ((entry.mode & writableByOthers) === 0) return undefined;
    if ((entry.mode & sticky) === 0) {
      return `others can write to the folder '${path}' (mode ${formatMode(entry)})`;
    }
    this.#sticky = path;
    return undefined;
  }
}

function exposed(folder: string): string {
  return `others can write to the folder '${folder}', and no folder of ours with mode 0700 follows it`;
}

function isOwnFolder(entry: Stats): boolean {
  return entry.isDirectory() && entry.uid === process.geteuid?.();
}

/** Keeps `..`: behind a symbolic link it leads elsewhere, and by then join() climbs from a real folder. */
function namesIn(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}
