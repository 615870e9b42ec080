import { until } from "../harness/until.js";

/** Clients that ask one after the other, each on a new connection, until they are stopped. */
export class Load {
  answers = 0;
  readonly failures: unknown[] = [];
  readonly #clients: Promise<void>[];
  #stopped = false;

  constructor(asks: readonly (() => Promise<unknown>)[], clientsOfEach = 4) {
    const clients = asks.flatMap((ask) => Array.from({ length: clientsOfEach }, () => ask));
    this.#clients = clients.map((ask) => this.#goOn(ask));
  }

  async #goOn(ask: () => Promise<unknown>): Promise<void> {
    while (!this.#stopped) {
      await ask().catch((error: unknown) => this.failures.push(error));
      this.answers++;
    }
  }

  /** Until so many more have been answered. */
  async more(count = 50): Promise<void> {
    const goal = this.answers + count;
    const what = () => `${goal} answers, there are ${this.answers}`;
    await until(() => this.answers >= goal, { what });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#clients);
  }
}
