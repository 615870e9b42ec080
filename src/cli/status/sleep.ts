import { useOfSockets } from "../../address/use-of-sockets.js";
import type { Report } from "../../rouse-exec/report.js";
import { quoteCommand } from "../../sys/programs/quote-command.js";
import { formatSpan } from "../../time/span.js";
import type { Status } from "./status-facts.js";

/** Says when a service sleeps and how deep, and whether another depth would spare its clients a wait. */
export function formatSleep({ report, name }: Status["now"]): string[] {
  if (report === undefined) return [];
  const { idle_after_s: idle, sleep, sockets } = report;
  if (idle === null) return ["never: it was started without an idle time"];
  const when = `after ${formatSpan(microseconds(idle))} without a ${useOfSockets(sockets)}`;
  if (sleep?.how !== "freeze") return [when, ...recommend(report, name)];
  if (sleep.stops_because !== null)
    return [when, `stopped and not frozen, since ${sleep.stops_because}`];
  const { freeze_for_s: longest, thaw_ms: took } = sleep;
  const then =
    longest === null
      ? ""
      : `, and stopped when it has been for ${formatSpan(microseconds(longest))}`;
  const wake =
    took === null ? "" : `; the last client that found it frozen waited ${milliseconds(took)}`;
  return [`frozen ${when}${then}${wake}`];
}

/** A frozen program keeps what it has loaded. */
function recommend(report: Report, name: string): string[] {
  const { cold_start_ms: took, wakes, wakes_since: since } = report;
  if (took === null || since == null || wakes < fewestWakes) return [];
  const days = (Date.now() - Date.parse(since)) / dayMs;
  const perDay = wakes / Math.max(days, shortestDays);
  const waitS = (perDay * took) / 1000;
  if (waitS < longestWaitS) return [];
  const numbers = `${Math.round(perDay)} wakes a day, of which the last took ${milliseconds(took)}`;
  const advice = quoteCommand(["rouse", "edit", name, "--set", "sleep=freeze"]);
  return [
    `${numbers}: its clients wait ${Math.round(waitS)} s a day; frozen it would wake at once: ${advice}`,
  ];
}

const dayMs = 86_400_000;
/** Fewer say nothing about a day. */
const fewestWakes = 5;
const shortestDays = 1 / 24;
const longestWaitS = 30;

function microseconds(seconds: number): number {
  return Math.round(seconds * 1e6);
}

function milliseconds(ms: number): string {
  return ms < 10
    ? `${ms.toFixed(1)} ms`
    : ms < 10_000
      ? `${Math.round(ms)} ms`
      : `${(ms / 1000).toFixed(1)} s`;
}
