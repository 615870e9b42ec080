import type { Server } from "node:http";
import { ready, stopping } from "../../notify/verbs.js";
import type { Gate } from "../admission/admission.js";
import { type Door, shut } from "./listeners.js";

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
  #settle: () => void = () => undefined;

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

  /** From now on it can be asked to stop. */
  begin(beforeStop: () => void): void {
    this.#beforeStop = beforeStop;
    for (const signal of signals) process.on(signal, this.#onSignal);
    this.#server.once("close", this.#onClose);
  }

  /** The service manager knows that we run, and shall know when we do not. */
  async say(): Promise<void> {
    await ready();
    this.#isReady = true;
  }

  /** Once, however often it is called. @throws what `stopping` throws, once it has stopped all the same */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    try {
      this.#beforeStop();
      if (this.#isReady) await stopping();
    } finally {
      await this.#shutDoors();
      this.#leave();
      this.#settle();
    }
  }

  async #shutDoors(): Promise<void> {
    const late = setTimeout(() => this.#gate.connections.destroyAll(), drainMs);
    for (const door of this.#doors) await door.retire();
    const shutting = this.#doors.map(shut);
    this.#gate.drain();
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

  /** The second is in a hurry. A failure is one that nobody catches. */
  readonly #onSignal = async () => {
    if (this.#stopping === undefined) await this.stop();
    else this.#gate.connections.destroyAll();
  };

  /** The program has closed the server itself. */
  readonly #onClose = async () => {
    if (this.#stopping === undefined) await this.stop();
  };
}

/** node:http allows 60 s. */
const longestHeadersMs = 10_000;
