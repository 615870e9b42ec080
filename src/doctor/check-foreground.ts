import { embedded } from "../engines/embedded/embedded.js";
import { findServices } from "../engines/systemd/inventory/find-services.js";
import { reportFile } from "../engines/systemd/inventory/report-file.js";
import { findRouseExecNow, formatNext, formatRouseExec } from "../services/rouse-exec-now.js";
import type { CheckResult } from "./check-result.js";

/** Names the services of `rouse listen` that run another rouse-exec than the next one would. */
export async function checkForeground(): Promise<CheckResult[]> {
  const { services } = await embedded.survey(new Set(findServices().map(reportFile))).facts;
  return services.flatMap((facts): CheckResult[] => {
    const now = findRouseExecNow(facts);
    if (now === undefined || formatNext(now) === undefined) return [];
    return [
      {
        ...{ check: `foreground service ${facts.name}`, verdict: "limited" },
        found: `it runs ${formatRouseExec(now)}`,
        next: "end it, and start it again with `rouse listen`",
      },
    ];
  });
}
