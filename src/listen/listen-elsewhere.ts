import type { Socket as DatagramSocket } from "node:dgram";
import type { Server } from "node:net";
import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { requireHandedOver } from "./hand-over.js";
import { bindFallback } from "./listen-datagrams.js";
import { listenFallback } from "./listen-stream.js";
import type { DatagramListenOptions, Listening, ListenOptions } from "./listening.js";

/** @throws LISTEN_FALLBACK_MISSING, LISTEN_NOT_HANDED_OVER, LISTEN_PASSED_TO_ANOTHER, and what Node emits */
export async function listenElsewhere(
  server: Server | DatagramSocket,
  isActivated: boolean,
  { fallback, backlog }: ListenOptions & DatagramListenOptions,
): Promise<Listening> {
  if (!isActivated) await requireHandedOver();
  if (fallback === undefined) throw new RouseError("LISTEN_FALLBACK_MISSING", {});
  try {
    return "bind" in server
      ? await bindFallback(server, fallback)
      : await listenFallback(server, fallback, backlog);
  } catch (error) {
    throw isActivated ? error : explained(error);
  }
}

/** Mostly the address is that of the passed socket, and npm or `node --watch` stands between us and it. */
function explained(error: unknown): unknown {
  const { LISTEN_PID: pid, LISTEN_FDS } = process.env;
  if (pid === undefined || LISTEN_FDS === undefined) return error;
  const errno = "EADDRINUSE";
  if (!hasCode(error, errno)) return error;
  const detail = { pid, own: process.pid, errno };
  return new RouseError("LISTEN_PASSED_TO_ANOTHER", detail, { cause: error });
}
