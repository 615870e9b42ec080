import type { Identity } from "../rouse-exec/identity.js";
import type { Report } from "../rouse-exec/report.js";
import type { Scope } from "../units/plan-types.js";
import type { ServiceKind } from "../units/service-kind.js";

/** A service as its engine knows it now. These are facts: `services/` judges them. */
export interface ServiceFacts {
  name: string;
  /** `foreground`: a service of `rouse listen`, which has no units. */
  scope: Scope | "foreground";
  /** Undefined for a service in the foreground. */
  service: WrittenService | undefined;
  /** Its addresses as ADDR of the command line shows them. */
  listen: string[];
  /** The report of the last run, or of the one that goes on. */
  report: Report | undefined;
  /** Whether the report is of processes that are there. */
  runs: boolean;
  /** The rouse-exec that its next start would run; undefined where that is not known, and where nothing runs. */
  installed: Identity | undefined;
  /** Undefined where there are no units, or the service manager cannot be asked. */
  units: UnitStates | undefined;
  failure: UnitFailure | undefined;
}

/** What the units of a service say about themselves. */
export interface WrittenService {
  /** `my\x20app.service` */
  unit: string;
  scope: Scope;
  kind: ServiceKind;
  /** The version of Rouse that wrote it. */
  version: string;
  /** The shell line that makes its units again. */
  command: string;
}

export interface UnitStates {
  sockets: readonly UnitState[];
  service: UnitState;
}

/** ActiveState= and SubState= of a unit: "active" and "listening". */
export interface UnitState {
  active: string;
  sub: string;
}

/** What systemd remembers of how a service failed. */
export interface UnitFailure {
  /** Result= of each socket: "success", "trigger-limit-hit", … */
  socketResults: string[];
  /** Result= of the service: systemd.exec(5), SERVICE_RESULT. */
  result: string;
  /** How its process ended. */
  ended: { status: number } | { signal: string } | undefined;
  /** How often it was started again since it was last well. */
  restarts: number;
  /** When it is started again, in µs of CLOCK_MONOTONIC. */
  restartAt: number | undefined;
}

/** What a service manager knows about a service beyond what a list of services shows. */
export interface Details {
  /** Since when its program runs, or has not run, in ms since 1970. */
  since: number | undefined;
  /** Its service, then its sockets. */
  units: UnitDetails[];
  /** It may change no files of the system and get no new privileges. */
  sandboxed: boolean;
}

export interface UnitDetails {
  unit: string;
  /** `active (listening)` */
  state: string;
  /** Whether it starts with the machine or the login: "enabled", "disabled", "static". */
  enablement: string;
  /** Undefined when systemd has not read it. */
  file: string | undefined;
  /** All drop-ins, whoever wrote them, in the order in which they count. */
  dropIns: string[];
  /** The files were changed after systemd read them. */
  stale: boolean;
}
