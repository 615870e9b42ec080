import { type BigIntStats, lstatSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { PathPlace } from "./bind-address.js";
import type { Candidate } from "./candidate.js";
import { identifyPath, isSameFile, lookAt } from "./path-identity.js";

interface PassedFile {
  readonly candidate: Candidate;
  readonly place: PathPlace;
  readonly file: BigIntStats | undefined;
}

/** The files of the passed unix sockets, as they were when the program was started. */
export class PassedFiles {
  readonly #files: readonly PassedFile[];

  constructor(candidates: readonly Candidate[]) {
    this.#files = candidates.flatMap((candidate) => {
      const { place } = candidate;
      return "path" in place ? [{ candidate, place, file: lookAt(lstatSync, place.path) }] : [];
    });
  }

  get size(): number {
    return this.#files.length;
  }

  /** Whose own name `path` is, by whatever spelling. Most paths differ in their last part, which costs nothing. */
  findNamed(path: string): Candidate | undefined {
    const name = basename(path);
    const alike = this.#files.filter(({ place }) => basename(place.path) === name);
    if (alike.length === 0) return undefined;
    const identity = identifyPath(path);
    const found = alike.find(
      ({ place }) => place.path === path || isSameFile(place.identity, identity),
    );
    return found?.candidate;
  }

  /** Whose file `path` leads to, through links too. */
  findMeant(path: string): Candidate | undefined {
    return this.findNamed(path) ?? this.findFile(lookAt(statSync, path));
  }

  /** Whose file has this name of its own: a hard link. */
  findLinked(path: string): Candidate | undefined {
    return this.findFile(lookAt(lstatSync, path));
  }

  findFile(found: BigIntStats | undefined): Candidate | undefined {
    if (found === undefined) return undefined;
    return this.#files.find(({ file }) => file?.ino === found.ino && file.dev === found.dev)
      ?.candidate;
  }
}
