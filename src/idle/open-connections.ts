import type { Resting } from "./resting.js";
import type { Listeners } from "./watched-server.js";

/** Anything that is destroyed and then emits "close": a socket, a session. */
export interface Closable {
  readonly destroyed: boolean;
  once(event: "close", listener: () => void): unknown;
}

/**
 * The open connections of one server. Each is in use until its protocol says that it rests. Node accepts on the
 * thread that runs this, so that it is exact at every moment in which JavaScript runs.
 */
export class Clients {
  readonly #open = new Set<Closable>();
  readonly #resting = new Map<object, Resting>();
  readonly #listeners: Listeners;

  constructor(listeners: Listeners) {
    this.#listeners = listeners;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Cheap, and yes too often: see `settle`. */
  get areInUse(): boolean {
    return this.#open.size > this.#resting.size;
  }

  open(connection: Closable): void {
    this.#open.add(connection);
    connection.once("close", () => {
      this.#open.delete(connection);
      this.#listeners.changed();
    });
    // A session of HTTP/2 may rest already.
    this.#listeners.touched();
    this.#listeners.changed();
  }

  /** `of` is what the protocol knows the connection by. */
  rest(of: object, resting: Resting): void {
    this.#resting.set(of, resting);
    this.#listeners.changed();
  }

  /** A request came, or it is closed. */
  wake(of: object): void {
    const resting = this.#resting.get(of);
    if (resting === undefined) return;
    this.#resting.delete(of);
    if (resting.isStirred()) this.#listeners.touched();
    this.#listeners.changed();
  }

  get areResting(): boolean {
    return this.#resting.size > 0;
  }

  /** When the last of those that rest is over. */
  get restUntil(): number {
    let latest = Number.NEGATIVE_INFINITY;
    for (const { expiresAt } of this.#resting.values()) latest = Math.max(latest, expiresAt);
    return latest;
  }

  get areGone(): boolean {
    return this.#open.size === 0;
  }

  /** Looks closely. Whether any connection is in use. */
  settle(): boolean {
    for (const [of, resting] of this.#resting)
      if (resting.isClosed() || resting.isStirred()) this.#resting.delete(of);
    const open = [...this.#open].filter(({ destroyed }) => !destroyed);
    return open.length > this.#resting.size;
  }

  /** Whether all that rested are closed, or closing. */
  closeResting(): boolean {
    let areClosed = true;
    for (const resting of this.#resting.values()) areClosed = resting.close() && areClosed;
    return areClosed;
  }
}
