import { readReports } from "../rouse-exec/read-reports.js";
import type { Finding } from "./check-result.js";

/** The report files of this user. @throws REPORT_FOLDER_UNSAFE */
export function checkReports(): Finding[] {
  const { reports, problems } = readReports();
  const malformed = problems.map(
    ({ message }): Finding => ({ check: "reports", verdict: "limited", found: message }),
  );
  const found = `${reports.length} of this user`;
  return [{ check: "reports", verdict: "ok", found }, ...malformed];
}
