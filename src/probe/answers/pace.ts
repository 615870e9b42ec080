import { setTimeout as pause } from "node:timers/promises";

/** Milliseconds: the pauses grow with the time that has gone by. */
const pauses = {
  /** While it says that it loads, or does not listen yet. */
  quickly: { shortest: 200, longest: 10_000, share: 1 / 8 },
  /** While nothing says that it loads. */
  slowly: { shortest: 2000, longest: 300_000, share: 1 },
};

/** Says when a server is asked again. */
export class Pace {
  readonly #signal: AbortSignal;
  readonly #began = performance.now();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** @throws ABORT_ERR */
  async wait(how: keyof typeof pauses): Promise<void> {
    const { shortest, longest, share } = pauses[how];
    const passed = performance.now() - this.#began;
    const ms = Math.min(longest, Math.max(shortest, passed * share));
    await pause(ms, undefined, { signal: this.#signal });
  }
}
