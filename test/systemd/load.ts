import { after } from "../harness/after.js";
import { until } from "../harness/until.js";
import { ask, type Place } from "./places.js";

const clients = 4;
const mostRequests = 20_000;
const mostErrors = 50;

/** Clients that ask one after the other, each time over a connection of their own. */
export class Load {
  readonly pids = new Set<number>();
  readonly errors: string[] = [];
  answers = 0;
  #isOver = false;
  readonly #done: Promise<unknown>;

  constructor(place: Place) {
    this.#done = Promise.all(Array.from({ length: clients }, () => this.#askOn(place)));
    after(() => this.stop());
  }

  /** Waits until there are so many answers more. */
  async more(count: number): Promise<void> {
    const goal = this.answers + count;
    await until(() => this.answers >= goal, { what: () => `${goal} answers; ${this.errors}` });
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#done;
  }

  async #askOn(place: Place): Promise<void> {
    while (!this.#isOver && this.answers < mostRequests && this.errors.length < mostErrors) {
      await ask(place).then(
        ({ pid }) => {
          this.answers++;
          this.pids.add(pid);
        },
        (error: unknown) => this.errors.push(String(error)),
      );
    }
  }
}
