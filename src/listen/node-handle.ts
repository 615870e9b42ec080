import { RouseError } from "../errors/rouse-error.js";
import { net } from "../sys/on-use.js";
import type { PassedSocket } from "./passed-socket.js";

/** What net.Server.listen() takes as `handle`: Node's own class for TCP, which no module exports. */
interface InnerHandle {
  open(fd: number): number | undefined;
}

type HandleClass = new (purpose: number) => InnerHandle;

/** TCPConstants.SERVER of Node. */
const forServer = 1;

/**
 * A handle for a stream-like socket that `listen({ fd })` refuses, and for a cluster worker, where
 * `listen({ fd })` would mean the primary's descriptor. Such a handle stays in the process that made it.
 * @throws LISTEN_HANDLE_UNSUPPORTED (errno ENOTSUP, or that of uv_tcp_open)
 */
export function openHandle(fd: number, passed: PassedSocket, what: string): object {
  const Handle = findHandleClass();
  if (Handle === undefined) throw unsupported(passed, what, "ENOTSUP");
  const handle = new Handle(forServer);
  const failure = typeof handle.open === "function" ? handle.open(fd) : -1;
  if (failure) throw unsupported(passed, what, "EINVAL");
  return handle;
}

/** A socket that begins to connect has one at once; destroyed in the same tick, it never asks the network. */
function findHandleClass(): HandleClass | undefined {
  const socket = new (net().Socket)();
  socket.on("error", () => undefined);
  socket.connect({ host: "127.0.0.1", port: 9 });
  const { _handle: handle } = socket as unknown as { _handle?: InnerHandle };
  const found = handle?.constructor;
  socket.destroy();
  return found === undefined || found === Object ? undefined : (found as HandleClass);
}

function unsupported({ fd, name }: PassedSocket, what: string, errno: string): RouseError {
  return new RouseError("LISTEN_HANDLE_UNSUPPORTED", { fd, name, what, errno });
}
