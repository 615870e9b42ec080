import { readReports } from "../rouse-exec/read-reports.js";
import type { Report } from "../rouse-exec/report.js";
import { findProcessName } from "../sys/processes/process-name.js";
import type { Health, ServiceDocument, Services } from "./response-documents.js";

export function readServices(): Services {
  const { reports, problems } = readReports();
  return {
    api_version: 1,
    services: reports.map(describe),
    problems: problems.map(({ message }) => message),
  };
}

/** Returns "degraded" when a report cannot be read, or the rouse-exec of a service is gone. */
export function readHealth(): Health {
  const { services, problems } = readServices();
  const lost = services
    .filter(isLost)
    .map(
      ({ name, pid, state }) =>
        `the service '${name}' was ${state} and its rouse-exec (process ${pid}) is gone; start it again`,
    );
  const all = [...problems, ...lost];
  return { api_version: 1, status: all.length === 0 ? "ok" : "degraded", problems: all };
}

function describe({ version: _, ...report }: Report): ServiceDocument {
  return { ...report, supervised: findProcessName(report.pid) === "rouse-exec" };
}

/** Whether rouse-exec was killed: a report that it finished itself says "exited" or "failed". */
function isLost({ supervised, state }: ServiceDocument): boolean {
  return !supervised && state !== "exited" && state !== "failed";
}
