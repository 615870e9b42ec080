import type { Report } from "../../rouse-exec/report.js";
import { reportedAddress } from "../../rouse-exec/reported-address.js";
import { formatSpan } from "../../time/span.js";

/** Says which connections are quiet, and at which sockets none ever is. */
export function formatQuiet(report: Report): string[] {
  const { quiet_after_s: after, quiet_connections: quiet = 0, sockets } = report;
  if (after === null) return [];
  const untold = sockets.filter(({ type }) => type !== "tcp").map(reportedAddress);
  const count = `${quiet} ${quiet === 1 ? "connection is" : "connections are"} so now`;
  return [
    `a connection is after ${formatSpan(Math.round(after * 1e6))} without a byte; ${count}`,
    ...(untold.length === 0
      ? []
      : [`not at ${untold.join(", ")}: the kernel tells it of TCP alone`]),
  ];
}
