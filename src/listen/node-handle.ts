import { RouseError } from "../errors/rouse-error.js";
import { net } from "../sys/lazy-node-modules.js";
import type { PassedSocket } from "./passed-socket.js";

/** Node's own object for a TCP socket, of a class that no module exports. net.Server.listen() takes it as `handle`. */
interface NodeHandle {
  open(fd: number): number | undefined;
}

type HandleClass = new (purpose: number) => NodeHandle;

/** TCPConstants.SERVER of Node. */
const forServer = 1;

/**
 * Returns a handle for a stream-like socket that `listen({ fd })` refuses, and for a cluster worker, where
 * `listen({ fd })` would mean the primary's descriptor. Such a handle stays in the process that opened it.
 * @throws LISTEN_HANDLE_UNSUPPORTED (errno ENOTSUP, or that of uv_tcp_open)
 */
export function openHandle(fd: number, passed: PassedSocket, what: string): object {
  const Handle = findHandleClass();
  if (Handle === undefined) throw unsupported(passed, what, "ENOTSUP");
  const handle = new Handle(forServer);
  const result = typeof handle.open === "function" ? handle.open(fd) : -1;
  if (result) throw unsupported(passed, what, "EINVAL");
  return handle;
}

function findHandleClass(): HandleClass | undefined {
  const handle = handleOfSocket({ host: "127.0.0.1", port: 65_536 });
  const found = (handle as NodeHandle | undefined)?.constructor;
  return found === undefined || found === Object ? undefined : (found as HandleClass);
}

/**
 * Returns the handle of a socket that begins to connect. `refused` are options that Node refuses only once the handle
 * exists, so that nothing reaches the network.
 */
export function handleOfSocket(refused: object): unknown {
  const socket = new (net().Socket)();
  socket.on("error", () => undefined);
  try {
    Reflect.apply(socket.connect, socket, [refused]);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
  }
  const handle: unknown = Reflect.get(socket, "_handle");
  socket.destroy();
  return handle;
}

function unsupported({ fd, name }: PassedSocket, what: string, errno: string): RouseError {
  return new RouseError("LISTEN_HANDLE_UNSUPPORTED", { fd, name, what, errno });
}
