import type { ServiceFacts } from "../../engines/facts.js";
import type { Report } from "../../rouse-exec/report.js";
import { reportedAddress } from "../../rouse-exec/reported-address.js";
import { mapOption } from "../../services/unserved.js";

type Bind = Report["unmatched"][number];

/** Says on which addresses the program itself listens; those of a bind that was put aside hear nobody. */
export function formatBypasses(report: Report, scope: ServiceFacts["scope"]): string[] {
  const heard = report.unmatched.filter(({ aside }) => !aside);
  return heard.map((bind) => formatBypass(bind, report, scope));
}

function formatBypass(bind: Bind, { sockets }: Report, scope: ServiceFacts["scope"]): string {
  const option = scope === "foreground" ? "list it as an ADDR" : "pass it with --listen";
  const canMap = sockets.some((socket) => mapOption(socket, bind) !== undefined);
  const map = canMap ? ", or map it to a passed socket with --map" : "";
  return (
    `${reportedAddress(bind)} (process ${bind.pid}): the program listens there itself; ` +
    `${option} to be woken there${map}`
  );
}
