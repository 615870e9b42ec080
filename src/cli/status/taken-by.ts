import type { Report } from "../../rouse-exec/report.js";
import { reportedAddress } from "../../rouse-exec/reported-address.js";
import { findInstead, findServed, isIPv4Instead } from "../../services/unserved.js";

type Socket = Report["sockets"][number];

/**
 * Says who has a socket of a service that runs. While it sleeps, nobody has one that a client will be given; a program
 * that starts may still bind it.
 */
export function takenBy(socket: Socket, report: Report): string {
  const { adopted, listening } = socket;
  const { state } = report;
  if (report.waits_for) return "its clients wait for their turn";
  if (state === "waiting") return "the next client wakes the program";
  if (state === "failing") return "its clients wait for the next try";
  if (adopted && state === "frozen") return "taken by the program, which the next client continues";
  if (adopted && state === "stopping") return "taken by the program, which was told to end";
  if (state === "stopping") return "its clients wait for the next start";
  if (adopted) return `taken by the program${listening ? "" : ", which does not listen there yet"}`;
  return notTakenBy(socket, report);
}

function notTakenBy(socket: Socket, report: Report): string {
  const instead = findInstead(socket, report);
  const served = findServed(socket, report);
  const waits = socket.in_vain ? ", where a client waits" : "";
  if (served !== undefined) {
    return `not taken by the program, which listens on ${served} only: leave ${reportedAddress(socket)} out`;
  }
  if (instead !== undefined) {
    const verb = isIPv4Instead(socket, instead) ? "binds only" : "listens on";
    const family = isIPv4Instead(socket, instead) ? " (IPv4)" : "";
    return `not taken by the program, which ${verb} ${reportedAddress(instead)}${family}`;
  }
  if (socket.closed) return `closed by the program, which must bind it again${waits}`;
  if (report.state === "starting") return "not taken by the program yet";
  return "not taken by the program: clients wait in vain";
}
