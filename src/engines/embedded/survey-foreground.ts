import { RouseError } from "../../errors/rouse-error.js";
import { readReport } from "../../rouse-exec/read-report.js";
import type { Report } from "../../rouse-exec/report.js";
import { findReports } from "../../rouse-exec/report-path.js";
import { findProcessName } from "../../sys/processes/process-name.js";
import type { EngineSurvey, Sighting } from "../engine.js";

/** A service of `rouse listen --name` that runs. */
export interface Foreground extends Sighting {
  service: undefined;
  report: Report;
}

/**
 * Tells of the services of `rouse listen --name` that run. The services of units may write their reports to the same
 * folder: `others` are the files of those.
 */
export function surveyForeground(others: ReadonlySet<string>): EngineSurvey {
  const { running, problems } = readForeground(others);
  return surveyOf(running, problems);
}

/** Reads which services run in the foreground; `problems` are sentences on reports that cannot be read. */
export function readForeground(others: ReadonlySet<string>): {
  running: Foreground[];
  problems: string[];
} {
  const read = list().flatMap((one) => {
    if (one instanceof RouseError) return one;
    return others.has(one.file) ? [] : readOne(one.file);
  });
  return {
    running: read.flatMap((one) => (one instanceof RouseError || !isRunning(one) ? [] : one)),
    problems: read.flatMap((one) => (one instanceof RouseError ? one.message : [])),
  };
}

/** Tells of services whose reports have been read. */
export function surveyOf(
  running: readonly Foreground[],
  problems: readonly string[] = [],
): EngineSurvey {
  const services = running.map(({ service, report }) => ({
    ...{ name: report.name, scope: "foreground" as const, service, report, runs: true },
    listen: report.sockets.map(({ address }) => address),
    ...{ units: undefined, failure: undefined },
  }));
  return { seen: running, facts: Promise.resolve({ services, problems: [...problems] }) };
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
  return report instanceof RouseError ? report : { service: undefined, file, report };
}

/** A report stays where it is after rouse-exec has ended. */
export function isRunning({ report: { state, pid } }: Pick<Foreground, "report">): boolean {
  return state !== "exited" && state !== "failed" && findProcessName(pid) === "rouse-exec";
}
