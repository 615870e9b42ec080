import { lstatSync, readlinkSync, type Stats } from "node:fs";
import { join } from "node:path";
import { hasCode } from "../../errors/has-code.js";
import { findStrangeOwner } from "./users.js";

const sticky = 0o1000;
const writableByOthers = 0o022;
const forOthers = 0o077;
/** MAXSYMLINKS of the kernel. */
const mostLinks = 40;

/**
 * Why others could put something else in the place of what lies in this folder; undefined when only we and root
 * can. Every folder on the way is looked at, and those of symbolic links: owned by us or root, and not writable by
 * others, as sshd's StrictModes. A sticky one may be, as long as a folder of ours with mode 0700 follows. (An access
 * control list that lets others write shows as a group's write bit.)
 */
export function findFolderProblem(folder: string): string | undefined {
  if (!folder.startsWith("/")) return `the folder '${folder}' is not an absolute path`;
  const walk = new Walk(folder);
  let problem: string | undefined;
  while (problem === undefined && !walk.isOver) problem = walk.step();
  return problem ?? walk.findExposure();
}

class Walk {
  readonly #ahead: string[];
  #here = "/";
  #links = 0;
  /** The sticky folder below which none was closed yet. */
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
    const stranger = findStrangeOwner(entry.uid, path);
    if (stranger !== undefined) return `the folder '${path}' belongs to ${stranger}`;
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
      return `others can write to the folder '${path}' (mode ${octal(entry)})`;
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

/** `..` stays: behind a symbolic link it is not what it looks like, and join() climbs from a real folder. */
function namesIn(path: string): string[] {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

export function octal({ mode }: Pick<Stats, "mode">): string {
  return (mode & 0o7777).toString(8).padStart(4, "0");
}

/** Undefined for what is not there or not to be seen. */
export function lstat(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EACCES")) return undefined;
    throw error;
  }
}
