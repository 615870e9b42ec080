/** Measures how late the event loop is: the longest time for which a timer was overdue, in milliseconds. */
export class EventLoopLag {
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

  /** Returns the worst since the last call. Includes a delay at this moment, since our own timer may still be due. */
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
