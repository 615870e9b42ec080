import { formatSpan } from "../time/span.js";

/** What the program does once it is ready: a part for each subject. */
export interface Rules {
  use?: UseRule | undefined;
  busy?: BusyRule | undefined;
  sleep?: SleepRule | undefined;
  stop?: StopRule | undefined;
  turn?: TurnRule | undefined;
}

/** Which connections are no use. */
export interface UseRule {
  /** Those on which no byte has moved for so many microseconds. */
  quietAfter?: number;
  /** Those of these clients: `10.0.0.0/8`, `uid:1000`, `unit:prometheus.service`. */
  ignoredClients?: readonly string[];
}

/** What keeps the program awake although nobody is connected. */
export interface BusyRule {
  /** Of which 100 are one processor. */
  cpu?: number;
  /** A command of /bin/sh. */
  check?: string;
  /** A path. */
  file?: string;
  /** `Mon..Fri 09:00-18:00` each. */
  hours?: readonly string[];
  /** Microseconds from each start. */
  minAwake?: number;
}

/** That the program is frozen and not stopped. */
export interface SleepRule {
  /** Microseconds until it is stopped all the same; 0, Infinity and undefined are never. */
  freezeFor?: number;
}

/** How the program is put to sleep. */
export interface StopRule {
  /** Microseconds until it is killed; 0 and Infinity are never. rouse-exec has a default. */
  timeout?: number;
  /** Such as SIGQUIT or QUIT; rouse-exec has a default. */
  signal?: string;
  /** Whether each of its processes gets the signal, and not only the first. */
  toAll: boolean;
}

/** With which services the program takes turns. */
export interface TurnRule {
  /** The name of the group; in a command line of rouse-exec, its folder may stand there as well. */
  group: string;
  /** What the others of its group call it, in a command line of rouse-exec; its program's name if left out. */
  name?: string | undefined;
  /** Microseconds after which a program that is in use is stopped for this one; never if left out, 0 or Infinity. */
  maxWait?: number;
}

/** Returns the options that say what the program does once it is ready; they are the same for `rouse`. */
export function formatRules({ use, busy, sleep, stop, turn }: Rules = {}): string[] {
  return [
    ...formatUse(use),
    ...formatBusy(busy),
    ...formatSleep(sleep),
    ...formatStop(stop),
    ...formatTurn(turn),
  ];
}

function formatUse({ quietAfter, ignoredClients = [] }: UseRule = {}): string[] {
  return [
    ...(quietAfter === undefined ? [] : [`--quiet-after=${formatSpan(quietAfter)}`]),
    ...ignoredClients.map((client) => `--ignore-clients=${client}`),
  ];
}

function formatBusy({ cpu, check, file, hours = [], minAwake }: BusyRule = {}): string[] {
  return [
    ...(cpu === undefined ? [] : [`--busy-cpu=${cpu}`]),
    ...(check === undefined ? [] : [`--busy-check=${check}`]),
    ...(file === undefined ? [] : [`--busy-file=${file}`]),
    ...hours.map((one) => `--awake=${one}`),
    ...(minAwake === undefined ? [] : [`--min-awake=${formatSpan(minAwake)}`]),
  ];
}

function formatSleep(sleep: SleepRule | undefined): string[] {
  if (sleep === undefined) return [];
  const { freezeFor } = sleep;
  const span = freezeFor === undefined ? [] : [`--freeze-for=${formatSpan(freezeFor)}`];
  return ["--sleep=freeze", ...span];
}

function formatStop({ timeout, signal, toAll }: StopRule = { toAll: false }): string[] {
  return [
    ...(signal === undefined ? [] : [`--stop-signal=${signal}`]),
    ...(toAll ? ["--stop-signal-to=all"] : []),
    ...(timeout === undefined ? [] : [`--stop-timeout=${formatSpan(timeout)}`]),
  ];
}

/** Returns the options that say with which services the program takes turns. */
export function formatTurn(turn: TurnRule | undefined): string[] {
  if (turn === undefined) return [];
  const { group, name, maxWait } = turn;
  return [
    `--one-of=${group}${name === undefined ? "" : `,name=${name}`}`,
    ...(maxWait === undefined ? [] : [`--max-wait=${formatSpan(maxWait)}`]),
  ];
}
