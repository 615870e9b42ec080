import { compileC } from "./compile.js";
import { program } from "./paths.js";
import { type Running, type StartOptions, start } from "./start.js";

/** A socket as a service manager would make it, or something that is none, for those who must notice. */
export type Passed =
  | ListeningSocket
  | { kind: "file"; path: string }
  | { kind: "closed" | "connected" };

export interface ListeningSocket {
  kind: "tcp" | "udp" | "unix" | "unix-dgram" | "unix-seqpacket";
  /** `127.0.0.1:80`, `[::]:80`, `/path`, `@abstract`. */
  address: string;
  /** Its name in LISTEN_FDNAMES; without one `unknown`, as systemd says. */
  name?: string;
  backlog?: number;
  /** IPV6_V6ONLY; without it the kernel's default, which is both families. */
  v6only?: boolean;
  /** Mode of the socket file. */
  mode?: number;
  /** The user that made the socket; takes root. */
  owner?: number;
  /** Options set before bind, by their C names: `["SOL_SOCKET", "SO_REUSEPORT", 1]`. */
  options?: [level: string, option: string, value: number | string][];
  /** False: bound, but nobody called listen. */
  listening?: boolean;
}

/** Descriptors after the passed ones are opened by the command itself: `sh -c 'exec 9<file; exec …'`. */
export interface ActivateOptions extends Omit<StartOptions, "fds"> {
  /** Puts these in place of the true LISTEN_PID, LISTEN_FDS or LISTEN_FDNAMES; null removes one. */
  lie?: Record<string, string | null>;
}

/**
 * Runs a command as a service manager does: the sockets are its descriptors 3, 4, …,
 * LISTEN_PID is its own pid, and nobody else holds a copy of the sockets.
 */
export function activate(
  sockets: Passed[],
  argv: readonly string[],
  options: ActivateOptions = {},
): Running {
  const { lie, ...rest } = options;
  return start(activating(sockets, argv, lie), rest);
}

/** The same as a command. */
export function activating(
  sockets: Passed[],
  argv: readonly string[],
  lie: ActivateOptions["lie"] = {},
): string[] {
  const lies = Object.entries(lie).map(([name, value]) => {
    return value === null ? `unset=${name}` : `set=${name}=${value}`;
  });
  return [compileC("activate"), ...sockets.flatMap(wordsOf), ...lies, "--", ...argv];
}

/** What activate.c is told of one. */
function wordsOf({ kind, ...rest }: Passed): string[] {
  const settings = Object.entries(rest).flatMap(([key, value]) => {
    if (Array.isArray(value)) return value.map(optionWord);
    // No NUL comes through execve(2), and an abstract name may have one.
    if (key === "address") return `address=${String(value).replace(/[%\0]/g, encodeURIComponent)}`;
    return `${key}=${typeof value === "boolean" ? Number(value) : value}`;
  });
  return [`kind=${kind}`, ...settings];
}

function optionWord([level, option, value]: [string, string, number | string]): string {
  return `option=${level} ${option} ${typeof value === "string" ? `"${value}` : value}`;
}

/** The command, which begins at a line on its standard input: by then its client is there. */
export function whenTold(argv: readonly string[]): string[] {
  return ["sh", "-c", 'read line; exec "$@"', "sh", ...argv];
}

/**
 * Holds the sockets like systemd: prints `holding`, starts the command when one of them is readable,
 * and again after each exit. Prints `started PID` and `exited PID CODE` (or `-SIGNAL`). At SIGUSR1 it stops
 * the command by SIGTERM; at SIGTERM it ends after it has ended the command.
 */
export function hold(
  sockets: Passed[],
  argv: readonly string[],
  options: Omit<StartOptions, "fds"> = {},
): Running {
  const description = JSON.stringify({ sockets, argv, lie: {} });
  // -B: importing a neighbour must not write __pycache__ into the checkout.
  return start(["python3", "-B", program("hold.py"), description], options);
}
