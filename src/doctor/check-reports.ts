import { readReports } from "../rouse-exec/read-reports.js";
import type { CheckResult } from "./check-result.js";

/** Looks at the report files of this user. @throws REPORT_FOLDER_UNSAFE */
export function checkReports(): CheckResult[] {
  const { reports, problems } = readReports();
  const malformed = problems.map(
    ({ message }): CheckResult => ({ check: "reports", verdict: "limited", found: message }),
  );
  const found =
    reports.length === 1
      ? "1 report file of this user"
      : `${reports.length} report files of this user`;
  return [{ check: "reports", verdict: "ok", found }, ...malformed];
}
