import { once } from "node:events";
import { unlinkSync } from "node:fs";
import { codeOf } from "../../errors/has-code.js";
import { lstat } from "../../sys/folders/file-status.js";
import { net } from "../../sys/lazy-node-modules.js";
import { isUnixListening } from "../../sys/socket-tables/bound-sockets.js";

/** Whether the file was removed; `kept` says why a file that is there was not. */
type RemovalOutcome =
  | { readonly removed: boolean; readonly kept?: never }
  | { readonly removed: false; readonly kept: string };

/**
 * Removes a stale socket file: one of ours on which no stream socket listens any more. A socket that the kernel shows
 * to be listening is not connected to, because that would wake the service which a service manager holds it for.
 */
export async function removeStaleSocket(path: string): Promise<RemovalOutcome> {
  const file = lstat(path);
  if (file === undefined) return { removed: false };
  if (!file.isSocket()) return keep("it is not a socket");
  if (file.uid !== process.geteuid?.()) return keep(`it belongs to user ${file.uid}`);
  // A server whose file was replaced is still listed by its name, and the new file then counts as its own.
  if (isUnixListening(path)) return keep("a server listens on it");
  const result = await connectOnce(path);
  if (result === "ENOENT") return { removed: false };
  if (result === "connected") return keep("a server listens on it");
  if (result !== "ECONNREFUSED") return keep(`connecting to it gives ${result}`);
  unlinkSync(path);
  return { removed: true };
}

function keep(kept: string): RemovalOutcome {
  return { removed: false, kept };
}

/** Returns `connected`, or the errno of connect(2). */
async function connectOnce(path: string): Promise<string> {
  const socket = net().connect({ path });
  try {
    await once(socket, "connect");
    return "connected";
  } catch (error) {
    return codeOf(error) ?? String(error);
  } finally {
    socket.destroy();
  }
}
