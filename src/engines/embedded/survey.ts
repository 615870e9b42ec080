import { RouseError } from "../../errors/rouse-error.js";
import { readReport } from "../../rouse-exec/read-report.js";
import type { Report } from "../../rouse-exec/report.js";
import { findReports } from "../../rouse-exec/report-path.js";
import { findProcessName } from "../../sys/processes/process-name.js";

/**
 * The services of `rouse listen --name` that run, and the reports among them that cannot be read; `files` are those
 * of units.
 */
export function findForeground(files: ReadonlySet<string>): {
  reports: Report[];
  problems: RouseError[];
} {
  const found = list().filter((one) => one instanceof RouseError || !files.has(one.file));
  const read = found.map((one) => (one instanceof RouseError ? one : readReport(one.file)));
  const reports = read.flatMap((one) =>
    one === undefined || one instanceof RouseError ? [] : one,
  );
  return {
    reports: reports.filter(isAlive),
    problems: read.filter((one) => one instanceof RouseError),
  };
}

function list(): ({ file: string } | RouseError)[] {
  try {
    return findReports();
  } catch (error) {
    if (error instanceof RouseError) return [error];
    throw error;
  }
}

/** What rouse-exec wrote before it ended stays where it is. */
function isAlive({ state, pid }: Report): boolean {
  return state !== "exited" && state !== "failed" && findProcessName(pid) === "rouse-exec";
}
