import { randomBytes } from "node:crypto";
import type { Server } from "node:http";
import { dirname } from "node:path";
import { exitWhenIdle, type IdleHandle } from "../idle/exit-when-idle.js";
import { requireNode } from "../listen/require-node.js";
import { requireUnixCalls } from "../sys/sockets/unix-socket.js";
import { parseSpan } from "../time/span.js";
import { Admission } from "./admission/admission.js";
import type { Refusal } from "./admission/refusal.js";
import { requireDaemonName } from "./endpoint/daemon-name.js";
import { type Endpoint, parseEndpoint } from "./endpoint/endpoint.js";
import type { DaemonIdentity } from "./runtime/daemon-identity.js";
import { newRuntimeFile, removeRuntimeFile, writeRuntimeFile } from "./runtime/runtime-file.js";
import { checkOwnEndpoint } from "./start/check-own-endpoint.js";
import { type Listener, listenOnOwn, listenOnPassed } from "./start/listeners.js";
import { requirePassed, type TrustedSocket } from "./start/passed-sockets.js";
import { clearPredecessors, type Predecessor } from "./start/predecessors.js";
import { RunningDaemon } from "./start/running-daemon.js";
import { acquireStartLock } from "./start/start-lock.js";
import { requireSupportedServer } from "./start/supported-server.js";
import { makePrivateFolder } from "./trust/private-folder.js";

/** How a daemon is called, and where it listens when no socket was passed. */
export interface ServeLocalOptions {
  /** Its name, for its folder and its runtime file: at most 200 letters, digits and :_.@- . */
  readonly service: string;
  readonly version: string;
  /** Where to listen when no socket was passed, as parseEndpoint reads it; `unix://` when left out. */
  readonly endpoint?: string | undefined;
  /** Ends the process when nobody has been there for so long, as exitWhenIdle does, if its sockets were passed. */
  readonly idle?: { readonly after: string } | undefined;
  /**
   * Ends an earlier daemon that is alive and does not answer, by SIGTERM and, two seconds later, SIGKILL. Without it
   * the start is refused: that daemon may only be busy.
   */
  readonly takeOver?: boolean | undefined;
  /** Is called for each client and request that was turned away, with the reason: for a log. */
  readonly onRefusal?: ((refusal: Refusal) => void) | undefined;
}

/** A daemon that serves. Everything here is about this one start. */
export interface LocalDaemon {
  /** Where clients reach it; the first is in its runtime file. */
  readonly endpoints: readonly [Endpoint, ...Endpoint[]];
  /** Whether the service manager passed its sockets. */
  readonly activated: boolean;
  /** What requests over TCP must bring, as `Authorization: Bearer TOKEN`; undefined when it has paths only. */
  readonly token: string | undefined;
  /** The daemons that earlier starts had left, and what became of them. */
  readonly predecessors: readonly Predecessor[];
  /**
   * Stops the daemon as SIGTERM does, and resolves when the last client is gone.
   * @throws what `stopping` throws, after it has stopped all the same
   */
  close(): Promise<void>;
  /** Resolves when it has stopped, whatever made it stop. */
  readonly closed: Promise<void>;
}

/**
 * Serves for this user alone: on the sockets that were passed, if only their owner can reach each of them, or else on a
 * socket of its own. A request reaches `server` only if it comes from this user or root (on a path) or brings the token
 * (over TCP), and from no page of another site; none does before this has resolved. By then the daemon has answered
 * itself, has a runtime file, and has sent READY=1. SIGTERM and SIGINT stop it.
 * @throws LISTEN_RUNTIME_UNSUPPORTED, LOCAL_SERVER_UNSUPPORTED, LOCAL_SOCKET_REFUSED, LOCAL_FOLDER_UNSAFE,
 * LOCAL_PATH_TAKEN, LOCAL_ADDRESS_TAKEN, LOCAL_ALREADY_RUNNING, LOCAL_NOT_ANSWERING, LOCAL_START_BUSY, LOCAL_PROBE_FAILED, PROC_UNREADABLE,
 * NATIVE_MISSING (paths need koffi); what parseEndpoint throws, what listenFdsWithNames throws, what exitWhenIdle
 * throws, and what ready throws. Nothing listens then.
 */
export async function serveLocal(server: Server, options: ServeLocalOptions): Promise<LocalDaemon> {
  // Other runtimes may hand requests to a server in ways that the admission does not see.
  requireNode();
  await requireSupportedServer(server);
  requireDaemonName(options.service);
  // Also where the daemon will never leave: a mistake must not wait for the day on which systemd starts it.
  if (options.idle !== undefined) parseSpan(options.idle.after);
  const passed = requirePassed();
  const endpoint = prepareEndpoint(passed, options);
  const lock = await acquireStartLock(options.service);
  try {
    const predecessors = await clearPredecessors(options.service, {
      ours: endpoint,
      takesOver: options.takeOver ?? false,
    });
    const { running, endpoints, token } = await start(server, passed, endpoint, options);
    return {
      endpoints,
      activated: passed.length > 0,
      token,
      predecessors,
      close: () => running.stop(),
      closed: running.closed,
    };
  } finally {
    // From now on the runtime file keeps other starts away, if there is one.
    lock.release();
  }
}

/** Returns the first endpoint of the daemon. Whatever it needs there is made or refused before anything listens. */
function prepareEndpoint(
  [first]: readonly TrustedSocket[],
  { endpoint: text = "unix://", service }: ServeLocalOptions,
): Endpoint {
  if (first !== undefined) return first.endpoint;
  const endpoint = parseEndpoint(text, { service });
  if (endpoint.network === "tcp") return endpoint;
  requireUnixCalls();
  makePrivateFolder(dirname(endpoint.path), service);
  return endpoint;
}

interface Started {
  readonly running: RunningDaemon;
  readonly endpoints: LocalDaemon["endpoints"];
  readonly token: string | undefined;
}

async function start(
  server: Server,
  passed: readonly TrustedSocket[],
  endpoint: Endpoint,
  options: ServeLocalOptions,
): Promise<Started> {
  const { service, version, onRefusal } = options;
  const identity: DaemonIdentity = { service, version, pid: process.pid };
  const token = randomBytes(32).toString("base64url");
  const admission = new Admission(server, { identity, token, onRefusal });
  const listeners: Listener[] = [];
  const running = new RunningDaemon(server, admission, listeners);
  try {
    if (passed.length > 0) await listenOnPassed(server, admission, passed, listeners);
    else listeners.push(await listenOnOwn(server, admission, endpoint));
    for (const listener of listeners) await checkOwnEndpoint(listener.endpoint, identity, token);
    const [first = endpoint, ...others] = listeners.map((listener) => listener.endpoint);
    const endpoints = [first, ...others] as const;
    const isOnTcp = endpoints.some(({ network }) => network === "tcp");
    const started = { running, endpoints, token: isOnTcp ? token : undefined };
    const idle = watchIdle(listeners, passed.length > 0, options);
    await announce(started, passed.length > 0, options, () => idle?.cancel());
    setImmediate(() => admission.open());
    return started;
  } catch (error) {
    // Clients whose requests were admitted would wait for an answer that does not come.
    admission.connections.destroyAll();
    // A failure to stop must not replace the one that came first.
    await Promise.allSettled([running.stop()]);
    throw error;
  }
}

async function announce(
  { running, endpoints: [endpoint], token }: Started,
  activated: boolean,
  { service, version }: ServeLocalOptions,
  beforeStop: () => void,
): Promise<void> {
  const facts = { service, serviceVersion: version, endpoint, activated };
  const file = newRuntimeFile(token === undefined ? facts : { ...facts, token });
  const path = writeRuntimeFile(file);
  running.begin(() => {
    removeRuntimeFile(path);
    beforeStop();
  });
  await running.announceReady();
}

/** A daemon on a socket of its own does not leave when idle, since nobody would start it again. */
function watchIdle(
  listeners: readonly Listener[],
  activated: boolean,
  { idle }: ServeLocalOptions,
): IdleHandle | undefined {
  if (!activated || idle === undefined) return undefined;
  const servers = listeners.map(({ server }) => server);
  return exitWhenIdle(servers, { after: idle.after });
}
