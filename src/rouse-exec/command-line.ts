import { type Address, formatAddress } from "../address/address.js";
import { formatMap, type SocketMap } from "../address/socket-map.js";
import { formatSpan } from "../time/span.js";
import { formatRules, type Rules } from "./rules.js";

/** Calls of the program that rouse-exec answers itself unless it is told not to. */
export type Guard = "path-guards" | "connect-guard";

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
  /** Starts a program that has failed again while a client waits, later each time. */
  retry?: boolean;
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
    retry = false,
    command,
  } = service;
  return [
    "rouse-exec",
    ...addresses.map((address) => `--listen=${formatAddress(address)}`),
    ...maps.map((map) => `--map=${formatMap(map)}`),
    ...(lazy ? ["--lazy"] : []),
    ...(ready ? ["--ready"] : []),
    ...(retry ? ["--retry"] : []),
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
