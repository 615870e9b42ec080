import type { Server } from "node:http";
import { ready, stopping } from "../../notify/verbs.js";
import type { Admission } from "../admission/admission.js";
import { closeListener, type Listener } from "./listeners.js";

/** How long answers that are under way may take once the daemon stops. */
const drainMs = 30_000;
/** How long a client may take for the head of a request; node:http allows 60 s. */
const longestHeadersMs = 10_000;
const signals = ["SIGTERM", "SIGINT"] as const;

/** The daemon of one start, from its first listener until it has stopped. */
export class RunningDaemon {
  /** Resolves when the daemon has stopped, whatever made it stop. */
  readonly closed: Promise<void>;
  readonly #server: Server;
  readonly #admission: Admission;
  readonly #listeners: readonly Listener[];
  readonly #headersTimeout: number;
  #beforeStop: () => void = () => undefined;
  #isReady = false;
  #stopping: Promise<void> | undefined;
  #resolveClosed: () => void = () => undefined;

  /** `listeners` may grow until `begin` is called. */
  constructor(server: Server, admission: Admission, listeners: readonly Listener[]) {
    this.#server = server;
    this.#admission = admission;
    this.#listeners = listeners;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#headersTimeout = server.headersTimeout;
    server.headersTimeout = Math.min(server.headersTimeout || longestHeadersMs, longestHeadersMs);
  }

  /** From now on a signal stops the daemon, and so does the program that closes its server. */
  begin(beforeStop: () => void): void {
    this.#beforeStop = beforeStop;
    for (const signal of signals) process.on(signal, this.#onSignal);
    this.#server.once("close", this.#onClose);
  }

  /** Tells the service manager that the daemon is ready; `stop` then tells it that the daemon stops. */
  async announceReady(): Promise<void> {
    await ready();
    this.#isReady = true;
  }

  /** Stops the daemon, once, however often it is called. @throws what `stopping` throws, after it has stopped */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    try {
      this.#beforeStop();
      if (this.#isReady) await stopping();
    } finally {
      await this.#closeListeners();
      this.#restore();
      this.#resolveClosed();
    }
  }

  async #closeListeners(): Promise<void> {
    const late = setTimeout(() => this.#admission.connections.destroyAll(), drainMs);
    for (const listener of this.#listeners) await listener.retire();
    const closing = this.#listeners.map(closeListener);
    this.#admission.drain();
    await Promise.all([...closing, this.#admission.connections.whenNone()]);
    clearTimeout(late);
  }

  /** Leaves the process and the server as they were before the start. */
  #restore(): void {
    for (const signal of signals) process.off(signal, this.#onSignal);
    this.#server.off("close", this.#onClose);
    this.#server.headersTimeout = this.#headersTimeout;
    // Set by us for a path of our own, or by listen() for a passed one.
    Reflect.deleteProperty(this.#server, "address");
    this.#admission.remove();
  }

  /** The second signal does not wait for answers. Nobody catches a failure: it ends the process, as it should. */
  readonly #onSignal = async () => {
    if (this.#stopping === undefined) await this.stop();
    else this.#admission.connections.destroyAll();
  };

  /** The program has closed the server itself. */
  readonly #onClose = async () => {
    if (this.#stopping === undefined) await this.stop();
  };
}
