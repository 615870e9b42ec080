/** How late the event loop was since the last look: the longest that a timer had to wait, in milliseconds. */
export class LagMeter {
  readonly #everyMs: number;
  #timer: NodeJS.Timeout;
  #due: number;
  #worstMs = 0;

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
    this.#due = performance.now() + everyMs;
    this.#timer = this.#arm();
  }

  #arm(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#note();
      this.#due = performance.now() + this.#everyMs;
      this.#timer = this.#arm();
    }, this.#everyMs).unref();
  }

  #note(): void {
    this.#worstMs = Math.max(this.#worstMs, performance.now() - this.#due);
  }

  /** Forgets it then. Counts what is late right now, in case we are called before our own timer. */
  take(): number {
    this.#note();
    const worst = this.#worstMs;
    this.#worstMs = 0;
    return worst;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
