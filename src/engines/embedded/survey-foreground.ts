import { hasCode } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { findRouseExec } from "../../rouse-exec/find-rouse-exec.js";
import { type Identity, readIdentity } from "../../rouse-exec/identity.js";
import { readReport } from "../../rouse-exec/read-report.js";
import type { Report } from "../../rouse-exec/report.js";
import { findReports } from "../../rouse-exec/report-path.js";
import { reportedAddress } from "../../rouse-exec/reported-address.js";
import { findProcessName } from "../../sys/processes/process-name.js";
import { readProcessStat } from "../../sys/processes/process-stat.js";
import type { EngineSurvey, Sighting } from "../engine.js";

/** A service of `rouse listen --name` that has not said that it ended. */
export interface Foreground extends Sighting {
  service: undefined;
  report: Report;
  /** False when its rouse-exec was killed. */
  runs: boolean;
}

/**
 * Tells of the services of `rouse listen --name`, unless they have ended: their terminal has said how. The services of units may write their reports to the same
 * folder: `others` are the files of those.
 */
export function surveyForeground(others: ReadonlySet<string>): EngineSurvey {
  const { found, problems } = readForeground(others);
  return surveyOf(found, problems);
}

/** Reads the reports of services in the foreground; `problems` are sentences on those that cannot be read. */
export function readForeground(others: ReadonlySet<string>): {
  found: Foreground[];
  problems: string[];
} {
  const read = list().flatMap((one) => {
    if (one instanceof RouseError) return one;
    return others.has(one.file) ? [] : readOne(one.file);
  });
  return {
    found: read.flatMap((one) => (one instanceof RouseError || hasEnded(one.report) ? [] : one)),
    problems: read.flatMap((one) => (one instanceof RouseError ? one.message : [])),
  };
}

/** Tells of services whose reports have been read. */
export function surveyOf(
  found: readonly Foreground[],
  problems: readonly string[] = [],
): EngineSurvey {
  const installed = found.some(({ report }) => report.rouse_exec) ? readInstalled() : undefined;
  const services = found.map(({ service, report, runs }) => ({
    ...{ name: report.name, scope: "foreground" as const, service, report, runs },
    installed: runs ? installed : undefined,
    listen: report.sockets.map(reportedAddress),
    ...{ units: undefined, failure: undefined },
  }));
  return { seen: found, facts: Promise.resolve({ services, problems: [...problems] }) };
}

/** The rouse-exec that `rouse listen` would become now. */
function readInstalled(): Identity | undefined {
  try {
    return readIdentity(findRouseExec());
  } catch (error) {
    if (error instanceof RouseError) return undefined;
    throw error;
  }
}

function list(): ({ file: string } | RouseError)[] {
  try {
    return findReports();
  } catch (error) {
    if (error instanceof RouseError) return [error];
    throw error;
  }
}

function readOne(file: string): Foreground | RouseError | [] {
  const report = readReport(file);
  if (report === undefined) return [];
  if (report instanceof RouseError) return report;
  return { service: undefined, file, report, runs: isRunning(report) };
}

/** Tells whether the rouse-exec that keeps a report is there. */
export function isRunning(report: Report): boolean {
  return !hasEnded(report) && isThere(report);
}

/** A rouse-exec that does not say when it was started is known by its usual name. */
function isThere({ pid, pid_start_ticks: started }: Report): boolean {
  if (started === undefined || started === null) return findProcessName(pid) === "rouse-exec";
  try {
    const { startTicks, state } = readProcessStat(pid);
    return Number(startTicks) === started && state !== "Z";
  } catch (error) {
    if (hasCode(error, "ENOENT", "ESRCH")) return false;
    throw error;
  }
}

/** A report stays where it is after its rouse-exec has ended. */
function hasEnded({ state }: Report): boolean {
  return state === "exited" || state === "failed";
}
