import { readFileSync } from "node:fs";
import { hasCode } from "../../src/errors/has-code.js";
import { patienceMs, until } from "./until.js";

export type State =
  | "waiting"
  | "starting"
  | "running"
  | "frozen"
  | "stopping"
  | "failing"
  | "exited"
  | "failed";

/** Mirrors the JSON document that rouse-exec/report/ writes. */
export interface Report {
  version: 1;
  name: string;
  pid: number;
  pid_start_ticks: number | null;
  rouse_exec: { version: string; build: string | null };
  program_pid: number | null;
  state: State;
  since: string;
  sockets: ReportedSocket[];
  unmatched: { address: string; type: string; pid: number; aside: boolean }[];
  elsewhere: { address: string; type: string }[];
  connections: number | null;
  quiet_connections: number;
  ignored_connections: number;
  last_activity: string | null;
  idle_after_s: number | null;
  quiet_after_s: number | null;
  sleeps_at: string | null;
  traced: boolean;
  busy: { reason: string; text: string; until: string | null } | null;
  ends_at: string | null;
  sleep: {
    how: "stop" | "freeze";
    freeze_for_s: number | null;
    stops_because: string | null;
    held_up: string | null;
    freezes: number;
    thaw_ms: number | null;
  };
  frozen: {
    by: "signal" | "cgroup";
    resident_kb: number;
    resident_before_kb: number;
    kept_because: string | null;
    since: string;
    until: string | null;
  } | null;
  wakes: number;
  wakes_since: string;
  started_at: string | null;
  ready_at: string | null;
  cold_start_ms: number | null;
  last_exit: { code: number | null; signal: number | null; reason: string } | null;
  fails: number;
  next_try: string | null;
  gate: "none" | "shut" | "open";
  gate_since: string | null;
  gate_failed: string | null;
  waits_for: { name: string; connections: number | null } | null;
}

interface ReportedSocket {
  name: string;
  address: string;
  type: string;
  adopted: boolean;
  listening: boolean;
  closed: boolean;
  in_vain: boolean;
}

/** The report as it is now; undefined while there is no file. */
export function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw new Error(`expected JSON in the report ${file}`, { cause: error });
  }
}

/** The first report for which `isIt` holds. */
export async function reportWhere(
  file: string,
  isIt: (report: Report) => boolean,
  { deadlineMs = patienceMs, what = String(isIt) } = {},
): Promise<Report> {
  let last: Report | undefined;
  const look = () => {
    last = readReport(file);
    return last && isIt(last) ? last : undefined;
  };
  return until(look, { deadlineMs, what }).catch((cause: unknown) => {
    throw new Error(`waited for ${what} in ${file}; it says ${JSON.stringify(last)}`, { cause });
  });
}

export function reportState(file: string, state: State, deadlineMs = patienceMs): Promise<Report> {
  return reportWhere(file, (report) => report.state === state, {
    deadlineMs,
    what: `state ${state}`,
  });
}
