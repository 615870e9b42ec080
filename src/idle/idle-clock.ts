import { type LeaveOptions, leave } from "./leave-process.js";
import { type Action, type Event, lifecycle, type State } from "./lifecycle.js";
import { findNeverReason, type NeverReason } from "./never-reason.js";
import { watchDatagrams } from "./watch-datagrams.js";
import { watchServer } from "./watch-server.js";
import type { IdleServer, Listeners, WatchedServer } from "./watched-server.js";

/** The longest that a timer of Node can have. */
const longestTimerMs = 2 ** 31 - 1;

/** Runs while no client is there, and checks exactly when it has expired: see `lifecycle`. */
export class IdleClock {
  readonly #watched: readonly WatchedServer[];
  readonly #afterMs: number;
  readonly #options: LeaveOptions;
  #state: State = "used";
  #lastUse = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(servers: readonly IdleServer[], afterMs: number, options: LeaveOptions) {
    this.#afterMs = afterMs;
    this.#options = options;
    const listeners = { changed: () => this.#changed(), touched: () => this.step("touched") };
    this.#watched = servers.map((server) => watch(server, listeners));
    this.#changed();
  }

  get never(): NeverReason | undefined {
    return findNeverReason(this.#afterMs, this.#watched);
  }

  get isIdle(): boolean {
    return !this.#watched.some((each) => each.isInUse());
  }

  step(event: Event): void {
    const step = lifecycle[this.#state][event];
    if (step === undefined) return;
    const [next, action] = step;
    this.#state = next;
    if (action !== undefined) this.#actions[action]();
  }

  readonly #actions: Record<Action, () => void> = {
    startClock: () => {
      this.#lastUse = performance.now();
      // A timer that runs already fires too early, and is then armed for the rest.
      if (this.#timer === undefined) this.#arm();
    },
    hurry: () => {
      if (this.#watched.some((each) => each.isResting())) return;
      this.#arm();
    },
    look: () => this.#check(),
    goAway: () => {
      this.#release();
      void leave(this.#watched, this.#options);
    },
    stop: () => this.#release(),
  };

  #changed(): void {
    this.step(this.isIdle ? "quiet" : "used");
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const waitMs = Math.min(Math.max(0, this.#dueAt() - performance.now()), longestTimerMs);
    this.#timer = setTimeout(() => setImmediate(this.#due), waitMs).unref();
  }

  /** Called after the event loop has accepted waiting clients: when it was held up, timers run before them. */
  readonly #due = (): void => {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.step("due");
  };

  #dueAt(): number {
    const rests = this.#watched.map((each) => each.restUntil());
    return Math.max(this.#lastUse + this.#afterMs, ...rests);
  }

  #check(): void {
    if (performance.now() < this.#dueAt()) this.#arm();
    else if (!this.#watched.some((each) => each.isListening())) this.step("cancel");
    else if (this.never !== undefined) this.step("touched");
    else void this.#checkExactly();
  }

  /** All of this happens before the event loop continues, and with it accepting: no client can come meanwhile. */
  async #checkExactly(): Promise<void> {
    const found = await Promise.all(this.#watched.map((each) => each.settle()));
    if (this.#state !== "quiet") return;
    if (found.includes(true) || !this.#closeResting()) {
      this.step("touched");
      this.#changed();
      return;
    }
    for (const each of this.#watched) each.close();
    this.step("leave");
  }

  #closeResting(): boolean {
    return this.#watched.map((each) => each.closeResting()).every(Boolean);
  }

  #release(): void {
    clearTimeout(this.#timer);
    for (const each of this.#watched) each.release();
  }
}

function watch(server: IdleServer, listeners: Listeners): WatchedServer {
  return "bind" in server ? watchDatagrams(server, listeners) : watchServer(server, listeners);
}
