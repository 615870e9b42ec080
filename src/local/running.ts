import type { Server } from "node:http";
import { stopping } from "../notify/verbs.js";
import { timers } from "../sys/on-use.js";
import { type Door, shut } from "./doors.js";
import type { Gate } from "./gate.js";

/** How long answers that are under way may take once the daemon stops. */
const drainMs = 30_000;
const signals = ["SIGTERM", "SIGINT"] as const;

/** A daemon from its first socket on until it has ended. All that is known of it is of this one start. */
export class Running {
  readonly closed: Promise<void>;
  readonly #server: Server;
  readonly #gate: Gate;
  readonly #doors: readonly Door[];
  readonly #headersTimeout: number;
  #beforeStop: () => void = () => undefined;
  #isReady = false;
  #stopping: Promise<void> | undefined;
  #settle: (outcome: Promise<void>) => void = () => undefined;

  constructor(server: Server, gate: Gate, doors: readonly Door[]) {
    this.#server = server;
    this.#gate = gate;
    this.#doors = doors;
    this.closed = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#headersTimeout = server.headersTimeout;
    server.headersTimeout = Math.min(server.headersTimeout || longestHeadersMs, longestHeadersMs);
  }

  /** The service manager knows that we run, and shall know when we do not. */
  begin(beforeStop: () => void): void {
    this.#isReady = true;
    this.#beforeStop = beforeStop;
    for (const signal of signals) process.on(signal, this.#onSignal);
    this.#server.once("close", this.#onClose);
  }

  /** Once, however often it is called. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    this.#settle(this.#stopping);
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    try {
      this.#beforeStop();
      if (this.#isReady) await stopping();
    } finally {
      await this.#shutDoors();
      this.#leave();
    }
  }

  /** A file goes while its socket listens, so that nobody else's can have taken its place. */
  async #shutDoors(): Promise<void> {
    for (const door of this.#doors) door.unlink();
    // Who has connected already is accepted in this turn of the event loop.
    await timers().setImmediate();
    const shutting = this.#doors.map(shut);
    this.#gate.drain();
    const late = setTimeout(() => this.#gate.connections.destroyAll(), drainMs);
    await Promise.all([...shutting, this.#gate.connections.whenNone()]);
    clearTimeout(late);
  }

  #leave(): void {
    for (const signal of signals) process.off(signal, this.#onSignal);
    this.#server.off("close", this.#onClose);
    this.#server.headersTimeout = this.#headersTimeout;
    // Of this start, or of listen().
    Reflect.deleteProperty(this.#server, "address");
    this.#gate.remove();
  }

  /** The second is in a hurry. */
  readonly #onSignal = () => {
    if (this.#stopping === undefined) void this.stop();
    else this.#gate.connections.destroyAll();
  };

  readonly #onClose = () => void this.stop();
}

/** node:http allows 60 s. */
const longestHeadersMs = 10_000;
