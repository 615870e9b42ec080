import { RouseError } from "../errors/rouse-error.js";
import { readReport } from "./read-report.js";
import type { Report } from "./report.js";
import { findReports } from "./report-path.js";

/** Returns the last reports of the services of this user, and for each report that cannot be read, why. */
export function readReports(): { reports: Report[]; problems: RouseError[] } {
  const found = findReports().map(({ file }) => readReport(file));
  const problems = found.filter((one) => one instanceof RouseError);
  const reports = found.flatMap((one) =>
    one === undefined || one instanceof RouseError ? [] : one,
  );
  return { reports, problems };
}
