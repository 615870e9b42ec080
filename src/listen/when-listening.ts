import { type EventEmitter, once } from "node:events";

/** Calls `begin` and waits until the server listens. Rejects with the errors that Node throws, and those that it emits. */
export async function whenListening(server: EventEmitter, begin: () => void): Promise<void> {
  const stop = new AbortController();
  // A datagram socket emits "listening" before bind({ fd }) returns.
  const listening = once(server, "listening", { signal: stop.signal });
  try {
    begin();
  } catch (error) {
    stop.abort();
    await listening.catch(() => undefined);
    throw error;
  }
  await listening;
}
