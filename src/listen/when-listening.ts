import { type EventEmitter, once } from "node:events";

/** Begins to listen and waits until it does: Node throws some failures and emits others. */
export async function whenListening(server: EventEmitter, begin: () => void): Promise<void> {
  const stop = new AbortController();
  // A datagram socket emits it before bind({ fd }) returns.
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
