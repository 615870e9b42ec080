import { type Address, formatAddress } from "../address/address.js";
import { formatMap, type SocketMap } from "../address/socket-map.js";
import { formatSpan } from "../time/span.js";

/** Calls of the program that rouse-exec answers itself unless it is told not to. */
export type Guard = "path-guards" | "connect-guard";

/** How the program is put to sleep. */
export interface StopRule {
  /** Microseconds until it is killed; 0 and Infinity are never. rouse-exec has a default. */
  timeout?: number;
  /** Such as SIGQUIT or QUIT; rouse-exec has a default. */
  signal?: string;
  /** Whether each of its processes gets the signal, and not only the first. */
  toAll: boolean;
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

/** What the program does once it is ready: a part for each subject. */
export interface Rules {
  busy?: BusyRule | undefined;
  stop?: StopRule | undefined;
}

/** By what it is known that the program would answer a client. */
export interface ReadyCheck {
  /** `http:/health`, `http:/health,host=example.org`, `tcp`, `exec:pg_isready`, `notify` */
  what: string;
  /** The name of the socket that is asked; the first one with connections if left out. */
  socket?: string;
}

/** What clients wait for while the program starts; rouse-exec has defaults for what is left out. */
export interface ReadyRule {
  /** All must pass; without any, nobody waits for more than the program's listen. */
  checks: readonly ReadyCheck[];
  /** Microseconds between two tries. */
  interval?: number;
  /** In a row. */
  passes?: number;
  /** Microseconds until the program has failed; 0 and Infinity are never. */
  timeout?: number;
  /** Whether clients are let in then, and the program is not ended. */
  opensLate: boolean;
}

/** Everything that rouse-exec is told about a service. */
export interface RouseExecCommand {
  /** The sockets that rouse-exec makes itself; none when the service manager passes them. */
  addresses: readonly Address[];
  maps: readonly SocketMap[];
  /** Starts the program at the first connection only. */
  lazy: boolean;
  /** Microseconds without a connection until the program is stopped; 0 and Infinity are never. */
  idle: number;
  readiness?: ReadyRule | undefined;
  rules?: Rules | undefined;
  /** Sends READY=1 to the service manager for the program. */
  ready?: boolean;
  /** The path of the report file. */
  report?: string;
  /** Removes the report at the end. */
  removeReport?: boolean;
  /** A line that is written to stderr once clients can connect. */
  announcement?: string;
  withoutGuards?: readonly Guard[];
  verbose?: boolean;
  /** The program and its arguments. */
  command: readonly string[];
}

/** Returns the command line of rouse-exec, its own name first. */
export function buildArgv(service: RouseExecCommand): string[] {
  const { addresses, maps, lazy, ready = false, idle } = service;
  const {
    report,
    removeReport = false,
    announcement,
    readiness,
    rules,
    withoutGuards = [],
    verbose = false,
    command,
  } = service;
  return [
    "rouse-exec",
    ...addresses.map((address) => `--listen=${formatAddress(address)}`),
    ...maps.map((map) => `--map=${formatMap(map)}`),
    ...(lazy ? ["--lazy"] : []),
    ...(ready ? ["--ready"] : []),
    `--exit-idle-time=${formatSpan(idle)}`,
    ...formatReady(readiness),
    ...formatRules(rules),
    ...formatGuards(withoutGuards),
    ...(report === undefined ? [] : [`--report=${report}`]),
    ...(removeReport ? ["--remove-report"] : []),
    ...(verbose ? ["--verbose"] : []),
    // Right before the program, rouse-exec can take it out of what ps(1) shows.
    ...(announcement === undefined ? [] : [`--announce=${announcement}`]),
    "--",
    ...command,
  ];
}

/** Returns the options that say what the program does once it is ready; they are the same for `rouse`. */
export function formatRules({ busy, stop }: Rules = {}): string[] {
  return [...formatBusy(busy), ...formatStop(stop)];
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

/** Returns the options that say how the program is put to sleep; they are the same for `rouse`. */
function formatStop({ timeout, signal, toAll }: StopRule = { toAll: false }): string[] {
  return [
    ...(signal === undefined ? [] : [`--stop-signal=${signal}`]),
    ...(toAll ? ["--stop-signal-to=all"] : []),
    ...(timeout === undefined ? [] : [`--stop-timeout=${formatSpan(timeout)}`]),
  ];
}

/** Returns the options that say what clients wait for; they are the same for `rouse`. */
export function formatReady({
  checks,
  interval,
  passes,
  timeout,
  opensLate,
}: ReadyRule = noChecks): string[] {
  return [
    ...checks.map((check) => `--ready-check=${formatReadyCheck(check)}`),
    ...(interval === undefined ? [] : [`--ready-check-interval=${formatSpan(interval)}`]),
    ...(passes === undefined ? [] : [`--ready-check-passes=${passes}`]),
    ...(timeout === undefined ? [] : [`--ready-check-timeout=${formatSpan(timeout)}`]),
    ...(opensLate ? ["--ready-check-else=open"] : []),
  ];
}

const noChecks: ReadyRule = { checks: [], opensLate: false };

function formatReadyCheck({ what, socket }: ReadyCheck): string {
  return socket === undefined ? what : `${what},socket=${socket}`;
}

/** Returns the options that leave these guards out; they are the same for `rouse`. */
export function formatGuards(withoutGuards: readonly Guard[]): string[] {
  return withoutGuards.map((guard) => `--no-${guard}`);
}
