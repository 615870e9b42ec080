import { join } from "node:path";
import { activate, type ListeningSocket } from "../harness/activate.js";
import { rouseExec } from "../harness/paths.js";
import { type Report, readReport, reportWhere } from "../harness/report.js";
import type { Running } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";

/** A program under rouse-exec that reports into a file of its own, `reported.json`. */
export class Reported {
  readonly running: Running;
  readonly file: string;

  constructor(
    sockets: ListeningSocket[],
    argv: readonly string[],
    { options = [] as string[] } = {},
  ) {
    this.file = join(tempDir(), "reported.json");
    const command = [rouseExec, `--report=${this.file}`, ...options, "--", ...argv];
    this.running = activate(sockets, command);
  }

  read(): Report | undefined {
    return readReport(this.file);
  }

  where(isIt: (report: Report) => boolean): Promise<Report> {
    return reportWhere(this.file, isIt);
  }

  state(state: Report["state"]): Promise<Report> {
    return this.where((report) => report.state === state);
  }
}

/** Milliseconds since 1970 of a time in the report, which is RFC 3339 in UTC. */
export function timeOf(text: string | null): number {
  if (!text?.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)) {
    throw new Error(`expected a time in RFC 3339 and UTC, got ${text}`);
  }
  return Date.parse(text);
}
