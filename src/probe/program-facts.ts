import { readFileSync } from "node:fs";
import { hasCode } from "../errors/has-code.js";
import type { LearnReport } from "../rouse-exec/report.js";
import { openFiles } from "../sys/processes/open-files.js";
import { findDescendants } from "../sys/processes/process-tree.js";

/** What /proc tells about a program that is watched. */
export interface ProgramFacts {
  /** Its first process ended, and others went on. */
  becameDaemon: boolean;
  /** The kinds of its sockets that are neither IP nor unix sockets: "packet", "raw". */
  otherSockets: string[];
  /** Binds that are made through io_uring are not seen. */
  usesIoUring: boolean;
}

/** Reads the facts; `tree` is the process whose descendants are the program, undefined when it has ended. */
export function readProgramFacts(report: LearnReport, tree: number | undefined): ProgramFacts {
  const pids = tree === undefined ? [] : findDescendants(tree);
  const files = new Set(pids.flatMap(openFiles));
  return {
    becameDaemon: report.started_at !== null && report.program_pid === null && pids.length > 0,
    otherSockets: otherTables.filter((table) => hasSocketOf(table, files)),
    usesIoUring: files.has("anon_inode:[io_uring]"),
  };
}

const otherTables = ["packet", "raw", "raw6"];

function hasSocketOf(table: string, files: ReadonlySet<string>): boolean {
  const rows = readTable(table).split("\n").slice(1);
  return rows.some((row) => row.split(/\s+/).some((word) => files.has(`socket:[${word}]`)));
}

function readTable(table: string): string {
  try {
    return readFileSync(`/proc/self/net/${table}`, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT", "EACCES")) return "";
    throw error;
  }
}
