import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { RouseError } from "../errors.js";
import { hasCode } from "../sys/descriptor.js";
import { parseReport, type Report } from "./report.js";
import { findReports } from "./report-path.js";

/** A report of some 30 sockets and 64 unmatched binds has about 10 kB. */
const longest = 1_000_000;

/** What the services of this user reported last, and of each report that cannot be read, why. */
export function readReports(): { reports: Report[]; problems: RouseError[] } {
  const found = findReports().map(({ file }) => readReport(file));
  const problems = found.filter((one) => one instanceof RouseError);
  const reports = found.flatMap((one) =>
    one === undefined || one instanceof RouseError ? [] : one,
  );
  return { reports, problems };
}

/** Undefined when it is gone meanwhile. */
function readReport(file: string): Report | RouseError | undefined {
  try {
    return parseReport(readSmall(file), file);
  } catch (error) {
    if (error instanceof RouseError) return error;
    if (hasCode(error, "ENOENT")) return undefined;
    if (!(error instanceof Error) || !("code" in error)) throw error;
    return new RouseError(
      "REPORT_MALFORMED",
      { file, problem: String(error.code) },
      { cause: error },
    );
  }
}

function readSmall(file: string): string {
  // O_NONBLOCK: a FIFO would keep us waiting for somebody to write.
  const fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const found = fstatSync(fd);
    const problem = found.isFile() ? `a file of ${found.size} bytes` : "something that is no file";
    if (found.isFile() && found.size <= longest) return readFileSync(fd, "utf8");
    throw new RouseError("REPORT_MALFORMED", { file, problem });
  } finally {
    closeSync(fd);
  }
}
