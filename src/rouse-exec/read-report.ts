import { closeSync, constants, existsSync, fstatSync, openSync, readFileSync } from "node:fs";
import { codeOf, hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { parseReport } from "./parse-report.js";
import type { Report } from "./report.js";

/** A report of some 30 sockets and 64 unmatched binds has about 10 kB. */
const longest = 1_000_000;

/** Returns the last report of a service, or why it cannot be read (REPORT_MALFORMED); undefined without such a file. */
export function readReport(file: string): Report | RouseError | undefined {
  // Most of a hundred services may never have run, and their exceptions would take longer than all the rest.
  if (!existsSync(file)) return undefined;
  try {
    return parseReport(readSmall(file), file);
  } catch (error) {
    if (error instanceof RouseError) return error;
    if (hasCode(error, "ENOENT")) return undefined;
    const problem = codeOf(error);
    if (problem === undefined) throw error;
    return new RouseError("REPORT_MALFORMED", { file, problem }, { cause: error });
  }
}

function readSmall(file: string): string {
  // O_NONBLOCK: the open of a FIFO would wait for a writer.
  const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = fstatSync(fd);
    const problem = found.isFile() ? `it has ${found.size} bytes` : "it is not a regular file";
    if (found.isFile() && found.size <= longest) return readFileSync(fd, "utf8");
    throw new RouseError("REPORT_MALFORMED", { file, problem });
  } finally {
    closeSync(fd);
  }
}
