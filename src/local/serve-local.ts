import { randomBytes } from "node:crypto";
import { Server } from "node:http";
import { dirname } from "node:path";
import { RouseError } from "../errors/rouse-error.js";
import { exitWhenIdle, type IdleHandle } from "../idle/exit-when-idle.js";
import { isClusterWorker } from "../listen/cluster-worker.js";
import type { PassedSocket } from "../listen/passed-socket.js";
import { requireNode } from "../listen/require-node.js";
import { requireUnixCalls } from "../sys/sockets/unix-socket.js";
import { Gate } from "./admission/admission.js";
import type { Refusal } from "./admission/refusal.js";
import { type Endpoint, parseEndpoint } from "./endpoint.js";
import { newRuntimeFile, removeRuntimeFile, writeRuntimeFile } from "./runtime/runtime-file.js";
import { requireServiceName } from "./service-name.js";
import { type Door, openOwn, openPassed } from "./start/doors.js";
import { requireAnswer } from "./start/own-probe.js";
import { requirePassed } from "./start/passed-sockets.js";
import { claimStart, type Predecessor } from "./start/predecessors.js";
import { Running } from "./start/running.js";
import { endpointOf } from "./trust/judge-passed.js";
import { makePrivateFolder } from "./trust/private-folder.js";
import type { DaemonIdentity } from "./well-known.js";

/** What a daemon is called, and where it is when no socket was passed. */
export interface ServeLocalOptions {
  /** Its name: of its folder, and in its runtime file. At most 200 letters, digits and :_.@- . */
  readonly service: string;
  readonly version: string;
  /** Where to listen when no socket was passed, as parseEndpoint reads it; `unix://`. */
  readonly endpoint?: string | undefined;
  /** Ends the process when nobody was there for so long, if its sockets were passed: as exitWhenIdle. */
  readonly idle?: { readonly after: string } | undefined;
  /** Hears of each client and request that was turned away, and why: for a log. */
  readonly onRefusal?: ((refusal: Refusal) => void) | undefined;
}

/** A daemon that serves. All that it says is of this one start. */
export interface LocalDaemon {
  /** Where it can be dialled; the first is in its runtime file. */
  readonly endpoints: readonly [Endpoint, ...Endpoint[]];
  /** Whether the service manager passed its sockets, at this start. */
  readonly activated: boolean;
  /** What requests over TCP must bring, as `Authorization: Bearer TOKEN`; undefined when it has paths only. */
  readonly token: string | undefined;
  /** What earlier starts had left, and what became of it. */
  readonly predecessors: readonly Predecessor[];
  /**
   * Stops as at SIGTERM, and resolves when the last client is gone.
   * @throws what `stopping` throws, once it has stopped all the same
   */
  close(): Promise<void>;
  /** Resolves when it has stopped, whatever made it. */
  readonly closed: Promise<void>;
}

/**
 * Serves for this user alone: on the sockets that were passed, if each of them can be reached by their owner only,
 * else on a socket of its own. Requests reach `server` only when they come from this user or root (on a path) or
 * bring the token (over TCP), and from no web page of elsewhere; none does before this has resolved. Then the
 * daemon has answered itself, has a runtime file, and has said READY=1. SIGTERM and SIGINT stop it.
 * @throws LISTEN_RUNTIME_UNSUPPORTED, LOCAL_SERVER_UNSUPPORTED, LOCAL_SOCKET_REFUSED, LOCAL_FOLDER_UNSAFE,
 * LOCAL_PATH_TAKEN, LOCAL_ADDRESS_TAKEN, LOCAL_ALREADY_RUNNING, LOCAL_START_BUSY, LOCAL_PROBE_FAILED, PROC_UNREADABLE,
 * NATIVE_MISSING (paths need koffi); what parseEndpoint throws, what listenFdsWithNames throws, what exitWhenIdle throws,
 * and what ready throws. Nothing listens then.
 */
export async function serveLocal(server: Server, options: ServeLocalOptions): Promise<LocalDaemon> {
  // Others may tell their servers of clients by a way that the gate does not see.
  requireNode();
  await requireServer(server);
  requireServiceName(options.service);
  const passed = requirePassed();
  const place = preparePlace(passed, options);
  const claim = await claimStart(options.service, place);
  try {
    const { running, endpoints, token } = await start(server, passed, place, options);
    return {
      endpoints,
      activated: passed.length > 0,
      token,
      predecessors: claim.predecessors,
      close: () => running.stop(),
      closed: running.closed,
    };
  } finally {
    claim.release();
  }
}

/** A server of node:https or http2 is none of node:http, and has events that the gate does not know. */
async function requireServer(server: Server): Promise<void> {
  const got = await findMisfit(server);
  if (got !== undefined) throw new RouseError("LOCAL_SERVER_UNSUPPORTED", { got });
}

async function findMisfit(server: unknown): Promise<string | undefined> {
  if (!(server instanceof Server)) return describeOther(server);
  if (server.listening) return "a server that listens already";
  return (await isClusterWorker()) ? "a server in a cluster worker" : undefined;
}

function describeOther(other: unknown): string {
  const name = typeof other === "object" && other !== null ? other.constructor?.name : undefined;
  return `a ${name ?? typeof other}`;
}

/** Where the daemon will first be. Before anything listens, all that it needs there is made or refused. */
function preparePlace(
  passed: readonly PassedSocket[],
  { endpoint = "unix://", service }: ServeLocalOptions,
): Endpoint {
  const [first] = passed;
  if (first !== undefined) return endpointOf(first);
  const place = parseEndpoint(endpoint, { service });
  if (place.network === "tcp") return place;
  requireUnixCalls();
  makePrivateFolder(dirname(place.path), service);
  return place;
}

interface Started {
  readonly running: Running;
  readonly endpoints: LocalDaemon["endpoints"];
  readonly token: string | undefined;
}

async function start(
  server: Server,
  passed: readonly PassedSocket[],
  place: Endpoint,
  options: ServeLocalOptions,
): Promise<Started> {
  const { service, version, onRefusal } = options;
  const identity: DaemonIdentity = { service, version, pid: process.pid };
  const token = randomBytes(32).toString("base64url");
  const gate = new Gate(server, { identity, token, onRefusal });
  const doors: Door[] = [];
  const running = new Running(server, gate, doors);
  try {
    if (passed.length > 0) await openPassed(server, gate, passed, doors);
    else doors.push(await openOwn(server, gate, place));
    for (const { endpoint } of doors) await requireAnswer(endpoint, identity, token);
    const [first = place, ...others] = doors.map(({ endpoint }) => endpoint);
    const endpoints = [first, ...others] as const;
    const isOnTcp = endpoints.some(({ network }) => network === "tcp");
    const started = { running, endpoints, token: isOnTcp ? token : undefined };
    const idle = watchIdle(doors, passed.length > 0, options);
    await announce(started, passed.length > 0, options, () => idle?.cancel());
    setImmediate(() => gate.open());
    return started;
  } catch (error) {
    // Whoever has asked already would wait for an answer that does not come.
    gate.connections.destroyAll();
    // What the caller should hear of is the failure that came first.
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
  await running.say();
}

/** Nobody would start again a daemon that made its socket itself, not even one whose server was passed one before. */
function watchIdle(
  doors: readonly Door[],
  activated: boolean,
  { idle }: ServeLocalOptions,
): IdleHandle | undefined {
  if (!activated || idle === undefined) return undefined;
  const servers = doors.map(({ server }) => server);
  return exitWhenIdle(servers, { after: idle.after });
}
