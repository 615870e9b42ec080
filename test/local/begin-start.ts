import { clearPredecessors, type Predecessor } from "../../src/local/start/predecessors.js";
import { acquireStartLock } from "../../src/local/start/start-lock.js";
import { service } from "./daemons.js";

/** Begins a start that would listen on this unix socket, gives it up, and returns the predecessors that it found. */
export async function beginStart(
  path?: string,
  takesOver = false,
): Promise<readonly Predecessor[]> {
  const ours = path === undefined ? undefined : ({ network: "unix", path } as const);
  const lock = await acquireStartLock(service);
  try {
    return await clearPredecessors(service, { ours, takesOver });
  } finally {
    lock.release();
  }
}
