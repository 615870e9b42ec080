import { placeOf } from "../client/find-daemon.js";
import type { Endpoint } from "../endpoint/endpoint.js";
import { removeDeadSocket } from "../socket-file/stale-socket.js";
import type { RuntimeFile } from "./runtime-file.js";

/**
 * Removes the socket file that a daemon which is gone has left, unless it had it from a service manager, or it is
 * `ours` now, or somebody listens on it.
 */
export async function removeLeftSocket(
  file: RuntimeFile,
  ours: Endpoint | undefined,
): Promise<void> {
  const place = placeOf(file);
  if (file.activated || place?.network !== "unix") return;
  if (ours?.network === "unix" && ours.path === place.path) return;
  await removeDeadSocket(place.path);
}
