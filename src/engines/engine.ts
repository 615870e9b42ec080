import type { Report } from "../rouse-exec/report.js";
import type { Scope } from "../units/plan-types.js";
import type { Details, ServiceFacts, WrittenService } from "./facts.js";

/**
 * An engine holds the listening sockets of services and starts rouse-exec with them: systemd/ by units of the service
 * manager, embedded/ by a rouse-exec that holds them itself (`rouse listen`). Both run the same rouse-exec and keep the
 * same reports, so that what can be done with a service, and what can be known of it, is one list of verbs: a command
 * calls them and never asks which engine it talks to. An engine tells facts and leaves the judgement to `services/`.
 * An engine that cannot do something yet says so, in a sentence that names what to do instead.
 *
 * `Change` is what it makes real; `Question` is what it must be told to look for its services.
 */
export interface Engine<Change, Question> {
  /** Makes the change real, or leaves everything as it was. */
  apply(change: Change): Promise<void>;
  survey(question: Question): EngineSurvey;
}

/** The services of an engine: what files show, at once, and all facts when its manager has answered. */
export interface EngineSurvey {
  seen: readonly Sighting[];
  /** `problems` are sentences on what could not be read or asked. */
  facts: Promise<{ services: ServiceFacts[]; problems: string[] }>;
}

export interface Sighting {
  service: WrittenService | undefined;
  /** Where its report is. */
  file: string;
  report: Report | undefined;
}

/** The verbs that an engine may be unable to do yet. */
export type EngineVerb = "start" | "stop" | "restart" | "rm" | "edit" | "logs";

/** A service with the verbs of the engine that holds its sockets. */
export interface HeldService {
  name: string;
  scope: Scope | "foreground";
  service: WrittenService | undefined;
  /**
   * Throws when the engine cannot do this yet; a command asks before it acts on the first of several services.
   * @throws SERVICE_UNKNOWN, whose sentence says what to do instead
   */
  requireVerb(verb: EngineVerb): void;
  /** Listens, so that the next client wakes the program; or starts the program and waits until it is ready. */
  start(what: "sockets" | "program"): Promise<void>;
  /** Stops the program while its sockets listen on; or both at once. Tells whether there was anything to stop. */
  stop(what: "program" | "all"): Promise<boolean>;
  /** Starts the program anew; clients that connect meanwhile wait in the queue of the socket. */
  restart(): Promise<void>;
  /** Removes it and all that was written for it, unless `dryRun`; tells what goes. */
  remove(dryRun: boolean): Promise<Removal>;
  survey(): EngineSurvey;
  /** Tells what is shown of a single service only: its units, and the last `lines` that it said. */
  inspect(lines: number): Promise<Inspection>;
  /** Becomes the program that shows what the service said. */
  logs(selection: LogSelection): Promise<never>;
}

/** A file of a service before and after; undefined where there is none. */
export interface UnitChange {
  /** `web.socket` */
  unit: string;
  path: string;
  before: string | undefined;
  after: string | undefined;
}

export interface Removal {
  changes: readonly UnitChange[];
  /** Drop-ins of others, which stay. */
  left: readonly string[];
}

export interface Inspection {
  /** Undefined where there are no units, or their manager cannot be asked. */
  details: Details | undefined;
  log: string[];
  problems: string[];
}

/** Which lines of a log are shown: `lines` and `since` are words of journalctl(1). */
export interface LogSelection {
  follow?: boolean;
  lines?: string;
  since?: string;
  json?: boolean;
  /** Shows the end in a pager. */
  isPaged: boolean;
}
