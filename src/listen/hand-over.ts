import { RouseError } from "../errors/rouse-error.js";
import { isClusterWorker } from "./cluster-worker.js";
import { requireOpen } from "./descriptor-owners.js";
import { parentVariable } from "./environment.js";
import { formatNames } from "./fd-names.js";
import { type ListenFdsOptions, listenFdsWithNames } from "./listen-fds.js";

/** The options with which a child process is started so that it gets the passed sockets. */
export interface HandOver {
  /** For fork(), spawn() or cluster.setupPrimary(): the sockets begin at descriptor 3. */
  stdio: ("inherit" | "ipc" | number)[];
  /** Variables to add to the environment of the child; {} when nothing was passed. */
  env: Record<string, string>;
}

/**
 * Returns the options that pass the sockets on to a child, in which listen() and listenFds() find them as usual.
 * The child is recognized by its parent, this process, because LISTEN_PID would need its pid before it exists. The
 * sockets stay open here, so that another child can be started when one dies; do not listen on them in this process.
 * `ipc` adds the channel that fork() needs.
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
 * Refuses a fallback in a cluster worker whose primary was activated: the worker would serve another address while
 * clients wait at the passed socket.
 * @throws LISTEN_NOT_HANDED_OVER
 */
export async function requireHandedOver(): Promise<void> {
  const { LISTEN_PID, LISTEN_FDS } = process.env;
  if (LISTEN_FDS === undefined || LISTEN_PID !== String(process.ppid)) return;
  if (!(await isClusterWorker())) return;
  throw new RouseError("LISTEN_NOT_HANDED_OVER", {});
}
