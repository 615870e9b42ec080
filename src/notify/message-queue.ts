import { pollUntil } from "./poll-until.js";

let last: Promise<unknown> = Promise.resolve();
let waiting = 0;

/**
 * Calls `send` at once, during this call, and if it returns false again and again without holding up the event loop.
 * Messages that come meanwhile wait for this one, because READY=1 must not overtake STOPPING=1.
 * @throws what `send` throws; what `late` returns when it was not sent in time
 */
export async function sendInOrder(
  send: () => boolean,
  timeoutMs: number,
  late: () => Error,
): Promise<void> {
  if (waiting === 0 && send()) return;
  return enqueue(() => pollUntil(send, timeoutMs, late));
}

/** Does the work after all that is waiting already, and before all that comes later. */
export async function enqueue(work: () => Promise<void>): Promise<void> {
  waiting++;
  const mine = last.then(work).finally(() => {
    waiting--;
  });
  last = mine.catch(() => undefined);
  return mine;
}
