import { RouseError } from "../errors/rouse-error.js";
import { areHandedOver } from "../listen/listen-fds.js";
import { workerThreads } from "../sys/lazy-node-modules.js";
import { parseSpan } from "../time/span.js";
import { IdleClock } from "./idle-clock.js";
import type { LeaveOptions } from "./leave-process.js";
import type { NeverReason } from "./never-reason.js";
import type { IdleServer } from "./watched-server.js";

/** When exitWhenIdle ends the process, and what it does before. */
export interface IdleOptions extends LeaveOptions {
  /** The time without any client, as systemd writes it: "10min". 0 and infinity mean never. */
  after: string;
}

/** The state of exitWhenIdle, and the way to cancel it. */
export interface IdleHandle {
  /** Why this process never leaves; undefined when it will. This may change when another server listens. */
  readonly never: NeverReason | undefined;
  /** Whether no client is there at this moment. */
  readonly isIdle: boolean;
  /** Keeps the process, and stops watching. This is too late once the process is leaving. */
  cancel(): void;
}

/**
 * Ends the process by SIGTERM when no client was there for some time, if the service manager has passed the sockets and
 * therefore starts it again for the next client. Every open connection counts as use, except one of HTTP without a
 * request and one of HTTP/2 without a stream; a datagram socket is in use at the moment a message comes. Pass all servers
 * of the process. Does not keep the process alive.
 * @throws SPAN_MALFORMED, IDLE_SERVERS_MISSING, IDLE_IN_WORKER; and what listenFds throws
 */
export function exitWhenIdle(
  servers: IdleServer | readonly IdleServer[],
  options: IdleOptions,
): IdleHandle {
  // 0 means never, as for rouse-exec --exit-idle-time=.
  const afterMs = parseSpan(options.after) / 1000 || Number.POSITIVE_INFINITY;
  refuseWorkers();
  const all = [servers].flat();
  if (all.length === 0) throw new RouseError("IDLE_SERVERS_MISSING", {});
  const idle = new IdleClock(all, afterMs, options);
  return {
    get never() {
      return idle.never;
    },
    get isIdle() {
      return idle.isIdle;
    },
    cancel: () => idle.step("cancel"),
  };
}

function refuseWorkers(): void {
  if (areHandedOver())
    throw new RouseError("IDLE_IN_WORKER", {
      what: "a worker that got its sockets from its parent",
    });
  if (!workerThreads().isMainThread) throw new RouseError("IDLE_IN_WORKER", { what: "a thread" });
}
