import { once } from "node:events";
import { readFileSync, unlinkSync } from "node:fs";
import { codeOf, hasCode } from "../../errors/has-code.js";
import { net } from "../../sys/on-use.js";
import { lstat } from "../trust/trusted-folder.js";

export type DeadSocketOutcome =
  | { readonly removed: boolean; readonly kept?: never }
  | { readonly removed: false; readonly kept: string };

/**
 * Removes the file of a unix socket that nobody listens on any more. It stays when it is no socket, not ours, of
 * another type, or alive, and `kept` then says why; `removed` is false without `kept` where there was none. One
 * that the kernel shows to be listening is not dialled: that would wake what the service manager holds it for.
 */
export async function removeDeadSocket(path: string): Promise<DeadSocketOutcome> {
  const file = lstat(path);
  if (file === undefined) return { removed: false };
  if (!file.isSocket()) return keep("it is not a socket");
  if (file.uid !== process.geteuid?.()) return keep(`it belongs to user ${file.uid}`);
  if (isShownListening(path)) return keep("a server listens on it");
  const answer = await dial(path);
  if (answer === "ENOENT") return { removed: false };
  if (answer === "connected") return keep("a server listens on it");
  if (answer !== "ECONNREFUSED") return keep(`connecting to it gives ${answer}`);
  unlinkSync(path);
  return { removed: true };
}

function keep(kept: string): DeadSocketOutcome {
  return { removed: false, kept };
}

const SO_ACCEPTCON = 0x10000;

/** In this network namespace; a name may be left behind by a file that was removed, which then is not dead for us. */
function isShownListening(path: string): boolean {
  const rows = readSockets().split("\n");
  return rows.some((row) => {
    const [, flags = "", name] = row.match(/^[\da-f]+: \S+ \S+ (\S+) \S+ \S+ +\d+ (.*)$/i) ?? [];
    return name === path && (Number.parseInt(flags, 16) & SO_ACCEPTCON) !== 0;
  });
}

function readSockets(): string {
  try {
    return readFileSync("/proc/self/net/unix", "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT", "EACCES")) return "";
    throw error;
  }
}

async function dial(path: string): Promise<string> {
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
