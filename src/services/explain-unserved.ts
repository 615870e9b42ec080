import type { Report } from "../rouse-exec/report.js";
import { reportedAddress } from "../rouse-exec/reported-address.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import { formatClock } from "../time/age.js";
import type { StateFacts } from "./state-facts.js";
import { findServed, isIPv4Instead, type Unserved } from "./unserved.js";

/** Says where clients wait in vain, why, what helps, and when the program is ended for it. */
export function explainUnserved(unserved: Unserved, report: Report, facts: StateFacts): string {
  const [socket] = unserved.sockets;
  const served = socket && findServed(socket, report);
  if (socket === undefined) return "";
  if (served !== undefined) {
    const address = reportedAddress(socket);
    return `clients of ${address} are not served, since it listens on ${served} only: leave ${address} out`;
  }
  return `${describe(unserved, report)}${nextStep(unserved, facts)}${ending(report, facts)}`;
}

function describe({ sockets, isWaitedAt, instead }: Unserved, { state }: Report): string {
  const addresses = sockets.map(reportedAddress).join(" or ");
  const [socket] = sockets;
  const waits = isWaitedAt ? ", where a client waits" : "";
  if (socket !== undefined && instead !== undefined && isIPv4Instead(socket, instead)) {
    return `clients of ${addresses} wait in vain, since it binds only ${reportedAddress(instead)} (IPv4)`;
  }
  if (instead !== undefined && state === "starting") {
    return `it listens on ${reportedAddress(instead)}, not on ${addresses}${waits}`;
  }
  if (instead !== undefined) {
    return `clients of ${addresses} wait in vain; it listens on ${reportedAddress(instead)}`;
  }
  if (sockets.every(({ closed }) => closed)) {
    return `it has closed ${addresses}${waits}, and must bind ${sockets.length === 1 ? "it" : "them"} again`;
  }
  return `clients of ${addresses} wait in vain`;
}

/** Where nothing is sure to help, the log of a service with units has the sentence of rouse-exec. */
function nextStep({ cure, mayStillLoad }: Unserved, { name, units }: StateFacts): string {
  if (cure === undefined) {
    return units === undefined ? "" : `: ${quoteCommand(["rouse", "logs", name])}`;
  }
  const unless = mayStillLoad ? "unless it is still loading, " : "";
  if ("map" in cure)
    return `: ${unless}${units === undefined ? "use" : "make it again with"} ${cure.map}`;
  return units === undefined
    ? `: listen on ${cure.listen}`
    : `: make it again with --listen ${cure.listen}`;
}

function ending({ ends_at: at }: Report, { now }: StateFacts): string {
  return at == null ? "" : `; it will be ended in ${formatClock(Date.parse(at) - now)}`;
}
