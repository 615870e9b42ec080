import { RouseError } from "../errors/rouse-error.js";
import { isClusterWorker } from "./cluster-worker.js";
import { requireOpen } from "./descriptor-owners.js";
import { parentVariable } from "./environment.js";
import { type ListenFdsOptions, listenFdsWithNames } from "./listen-fds.js";
import { formatNames } from "./names.js";

/** How a child process is to be started so that it has the passed sockets. */
export interface HandOver {
  /** For fork(), spawn() or cluster.setupPrimary(): the sockets stand from 3 on. */
  stdio: ("inherit" | "ipc" | number)[];
  /** To be added to the child's environment; {} when nothing was passed. */
  env: Record<string, string>;
}

/**
 * What gives the passed sockets on to a child, in which listen() and listenFds() then take them as their own.
 * The child is known by its parent, which is us: its pid, which LISTEN_PID would name, is not known before.
 * We keep them, so that a child can die and another be started; do not listen on them here.
 * `ipc`: with a channel, as fork() needs it.
 * @throws what listenFdsWithNames throws, LISTEN_FD_CLOSED
 */
export function passedStdio({
  ipc = true,
  ...options
}: ListenFdsOptions & { ipc?: boolean } = {}): HandOver {
  const passed = listenFdsWithNames(options);
  for (const socket of passed) requireOpen(socket);
  const fds = passed.map(({ fd }) => fd);
  const channel = ipc ? (["ipc"] as const) : [];
  const stdio = ["inherit" as const, "inherit" as const, "inherit" as const, ...fds, ...channel];
  if (fds.length === 0) return { stdio, env: {} };
  const names = passed.map(({ name }) => name);
  const env = {
    LISTEN_FDS: String(fds.length),
    LISTEN_FDNAMES: formatNames(names, options.grammar ?? "strict"),
    [parentVariable]: String(process.pid),
  };
  return { stdio, env };
}

/**
 * A cluster worker whose primary was activated must not fall back to another address: it would serve there
 * while the clients wait at the passed socket.
 * @throws LISTEN_NOT_HANDED_OVER
 */
export async function requireHandedOver(): Promise<void> {
  const { LISTEN_PID, LISTEN_FDS } = process.env;
  if (LISTEN_FDS === undefined || LISTEN_PID !== String(process.ppid)) return;
  if (!(await isClusterWorker())) return;
  throw new RouseError("LISTEN_NOT_HANDED_OVER", {});
}
