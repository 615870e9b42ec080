import type { Listeners } from "./watched-server.js";

/** Anything that is destroyed and then emits "close": a socket, a session. */
interface Closable {
  readonly destroyed: boolean;
  once(event: "close", listener: () => void): unknown;
}

/** A connection that is open although nothing is being done for its client: another request may come. */
interface Resting {
  /** Returns whether it was closed already and its server has not noticed yet. */
  isClosed(): boolean;
  /** Returns whether anything came since then: a request has begun, or another protocol. */
  hasActivity(): boolean;
  /** The time of performance.now() at which it ends by itself; in the past when it may be closed at any time. */
  readonly expiresAt: number;
  /** Closes it without loss. Returns false when its server finds a request on it. */
  close(): boolean;
}

/**
 * The open connections of one server. Each is in use until its protocol reports that it rests. Node accepts on the
 * thread that runs this code, which makes it exact at every moment in which JavaScript runs.
 */
export class OpenConnections {
  readonly #open = new Set<Closable>();
  readonly #resting = new Map<object, Resting>();
  readonly #listeners: Listeners;

  constructor(listeners: Listeners) {
    this.#listeners = listeners;
  }

  get count(): number {
    return this.#open.size;
  }

  /** Cheap, and true too often: see `settle`. */
  get areInUse(): boolean {
    return this.#open.size > this.#resting.size;
  }

  add(connection: Closable): void {
    this.#open.add(connection);
    connection.once("close", () => {
      this.#open.delete(connection);
      this.#listeners.changed();
    });
    // A session of HTTP/2 may rest already.
    this.#listeners.touched();
    this.#listeners.changed();
  }

  /** `key` is the object that stands for the connection in its protocol: a socket or a session. */
  setResting(key: object, resting: Resting): void {
    this.#resting.set(key, resting);
    this.#listeners.changed();
  }

  /** Call it when a request has come, or the connection is closed. */
  setActive(key: object): void {
    const resting = this.#resting.get(key);
    if (resting === undefined) return;
    this.#resting.delete(key);
    if (resting.hasActivity()) this.#listeners.touched();
    this.#listeners.changed();
  }

  get areResting(): boolean {
    return this.#resting.size > 0;
  }

  /** The time of performance.now() at which the last resting connection ends by itself. */
  get restUntil(): number {
    let latest = Number.NEGATIVE_INFINITY;
    for (const { expiresAt } of this.#resting.values()) latest = Math.max(latest, expiresAt);
    return latest;
  }

  get areGone(): boolean {
    return this.#open.size === 0;
  }

  /** Checks every connection, and returns whether any is in use. */
  settle(): boolean {
    for (const [key, resting] of this.#resting)
      if (resting.isClosed() || resting.hasActivity()) this.#resting.delete(key);
    const open = [...this.#open].filter(({ destroyed }) => !destroyed);
    return open.length > this.#resting.size;
  }

  /** Returns whether all resting connections are closed, or closing. */
  closeResting(): boolean {
    let areClosed = true;
    for (const resting of this.#resting.values()) areClosed = resting.close() && areClosed;
    return areClosed;
  }
}
