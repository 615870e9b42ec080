import { isRunning } from "../../engines/embedded/survey-foreground.js";
import { findServices } from "../../engines/systemd/inventory/find-services.js";
import { reportFile } from "../../engines/systemd/inventory/report-file.js";
import { RouseError } from "../../errors/rouse-error.js";
import { readReport } from "../../rouse-exec/read-report.js";
import { reportPath } from "../../rouse-exec/report-path.js";

/**
 * Returns where the report of `rouse listen --name` is to be written: two services with one report would be shown as
 * one, and as whichever wrote last.
 * @throws REPORT_NAME_TAKEN, REPORT_NAME_OF_UNIT; what reportPath throws
 */
export function requireFreeReport(name: string): string {
  const file = reportPath(name);
  const report = readReport(file);
  // A report that cannot be read is replaced.
  if (report !== undefined && !(report instanceof RouseError) && isRunning(report)) {
    throw new RouseError("REPORT_NAME_TAKEN", { name, pid: report.pid });
  }
  const unit = findServices().find((service) => reportFile(service) === file)?.unit;
  if (unit !== undefined) throw new RouseError("REPORT_NAME_OF_UNIT", { name, unit });
  return file;
}
