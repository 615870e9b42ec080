import { hasCode } from "../../src/errors/has-code.js";
import { clearPredecessors, type Predecessor } from "../../src/local/start/predecessors.js";
import { acquireStartLock } from "../../src/local/start/start-lock.js";
import { until } from "../harness/until.js";
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

/**
 * Returns the error with which a start fails beside a daemon that answers. It is asked for two seconds only: where this
 * machine has held it up for so long, the start is tried again.
 */
export function refusedStart(): Promise<unknown> {
  const attempt = async () => {
    const error: unknown = await beginStart().then(
      () => new Error("expected the start to fail"),
      (reason: unknown) => reason,
    );
    return hasCode(error, "LOCAL_NOT_ANSWERING") ? undefined : error;
  };
  return until(attempt, { what: "a daemon that answers in time" });
}
