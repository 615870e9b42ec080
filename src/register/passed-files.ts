import { type BigIntStats, lstatSync, statSync } from "node:fs";
import { basename } from "node:path";
import type { Candidate } from "./adoptable-socket.js";
import type { PathBindAddress } from "./bind-address.js";
import { identifyPath, isSameFile, tryStat } from "./path-identity.js";

interface PassedFile {
  readonly candidate: Candidate;
  readonly address: PathBindAddress;
  readonly file: BigIntStats | undefined;
}

/** The files of the passed unix sockets, as they were when the program was started. */
export class PassedFiles {
  readonly #files: readonly PassedFile[];

  constructor(candidates: readonly Candidate[]) {
    this.#files = candidates.flatMap((candidate) => {
      const { address } = candidate;
      if (!("path" in address)) return [];
      return [{ candidate, address, file: tryStat(lstatSync, address.path) }];
    });
  }

  get size(): number {
    return this.#files.length;
  }

  /**
   * Returns the socket whose own path this is, by whatever spelling. Most paths differ in their last part, which is
   * compared first and costs nothing.
   */
  findByPath(path: string): Candidate | undefined {
    const name = basename(path);
    const alike = this.#files.filter(({ address }) => basename(address.path) === name);
    if (alike.length === 0) return undefined;
    const identity = identifyPath(path);
    const found = alike.find(
      ({ address }) => address.path === path || isSameFile(address.identity, identity),
    );
    return found?.candidate;
  }

  /** Returns the socket whose file this path leads to, through symbolic links too. */
  findByTarget(path: string): Candidate | undefined {
    return this.findByPath(path) ?? this.#findByInode(tryStat(statSync, path));
  }

  /** Returns the socket of which this path is a hard link. */
  findByHardLink(path: string): Candidate | undefined {
    return this.#findByInode(tryStat(lstatSync, path));
  }

  #findByInode(found: BigIntStats | undefined): Candidate | undefined {
    if (found === undefined) return undefined;
    return this.#files.find(({ file }) => file?.ino === found.ino && file.dev === found.dev)
      ?.candidate;
  }
}
