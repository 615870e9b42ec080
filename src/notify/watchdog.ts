import { EventLoopLag } from "./event-loop-lag.js";
import { notify } from "./notify.js";
import { settleWithin } from "./settle-within.js";
import { type WatchdogEnvironment, watchdogEnabled } from "./watchdog-enabled.js";

/** Why a ping was left out. */
export type WatchdogSkip =
  | { reason: "unhealthy"; error?: unknown }
  | { reason: "check-late"; timeoutMs: number }
  | { reason: "lag"; lagMs: number; maxLagMs: number }
  | { reason: "not-sent"; error: unknown };

/** How this process finds out whether it is well. */
export interface WatchdogOptions extends WatchdogEnvironment {
  /** Called before each ping, never twice at a time. When it returns false or throws, we are not well. */
  check?: () => unknown;
  /** How long the check may take, in milliseconds; by default and at most a quarter of WatchdogSec=. */
  checkTimeoutMs?: number;
  /** Leaves out a ping when the event loop was held up for longer than this, in milliseconds, since the last one. */
  maxLagMs?: number;
  /** Called for each ping that was left out. */
  onSkip?: (skip: WatchdogSkip) => void;
}

/** A watchdog that pings until it is stopped. */
export interface WatchdogHandle {
  /** Whether the service manager expects pings from us; otherwise nothing is sent. */
  readonly isEnabled: boolean;
  /** The time from one ping to the next, in milliseconds: half of WatchdogSec=. 0 when not enabled. */
  readonly intervalMs: number;
  /** Sends no more pings; the service manager then takes us for dead, unless WATCHDOG_USEC=0 told it not to. */
  stop(): void;
}

/**
 * Pings the service manager as long as we are well: at once, and then after every half of WatchdogSec=. A ping that was
 * left out is tried again after an eighth of it, which forgives one bad moment. When we stay unwell, the service manager
 * ends the service and restarts it according to Restart=. Does not keep the process alive.
 * @throws what watchdogEnabled throws
 */
export function watchdog(options: WatchdogOptions = {}): WatchdogHandle {
  const { env = process.env } = options;
  const { NOTIFY_SOCKET } = env;
  const usec = watchdogEnabled(options);
  if (usec === undefined || NOTIFY_SOCKET === undefined)
    return { isEnabled: false, intervalMs: 0, stop: () => undefined };
  const pinger = new Pinger(usec, { NOTIFY_SOCKET }, options);
  pinger.begin();
  return { isEnabled: true, intervalMs: pinger.intervalMs, stop: () => pinger.stop() };
}

/** Returns whole milliseconds that a timer can have: at least 1, otherwise never more than was asked for. */
function timerMs(usec: bigint): number {
  const ms = usec / 1000n;
  return ms < 1n ? 1 : Number(ms > longestTimerMs ? longestTimerMs : ms);
}

const longestTimerMs = 2n ** 31n - 1n;

class Pinger {
  readonly intervalMs: number;
  readonly #retryMs: number;
  readonly #checkTimeoutMs: number;
  readonly #env: Record<string, string>;
  readonly #options: WatchdogOptions;
  readonly #lag: EventLoopLag | undefined;
  #pending: Promise<boolean> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(usec: bigint, env: Record<string, string>, options: WatchdogOptions) {
    this.intervalMs = timerMs(usec / 2n);
    this.#retryMs = timerMs(usec / 8n);
    const { checkTimeoutMs = Number.POSITIVE_INFINITY, maxLagMs } = options;
    this.#checkTimeoutMs = Math.max(1, Math.min(checkTimeoutMs, timerMs(usec / 4n)));
    this.#env = env;
    this.#options = options;
    if (maxLagMs !== undefined)
      this.#lag = new EventLoopLag(Math.max(1, Math.min(maxLagMs, this.intervalMs)));
  }

  begin(): void {
    void this.#tick();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#lag?.stop();
  }

  async #tick(): Promise<void> {
    const began = performance.now();
    const skip = await this.#pingIfWell();
    if (this.#isStopped) return;
    const waitMs = skip ? this.#retryMs : this.intervalMs;
    const leftMs = Math.max(1, Math.floor(waitMs - (performance.now() - began)));
    this.#timer = setTimeout(() => void this.#tick(), leftMs).unref();
    if (skip) this.#options.onSkip?.(skip);
  }

  async #pingIfWell(): Promise<WatchdogSkip | undefined> {
    const skip = this.#findLag() ?? (await this.#checkHealth());
    if (skip || this.#isStopped) return skip;
    try {
      await notify({ watchdog: "ping" }, { env: this.#env, timeoutMs: this.intervalMs });
      return undefined;
    } catch (error) {
      return { reason: "not-sent", error };
    }
  }

  #findLag(): WatchdogSkip | undefined {
    const { maxLagMs } = this.#options;
    if (maxLagMs === undefined) return undefined;
    const lagMs = this.#lag?.take() ?? 0;
    return lagMs > maxLagMs ? { reason: "lag", lagMs, maxLagMs } : undefined;
  }

  async #checkHealth(): Promise<WatchdogSkip | undefined> {
    const { check } = this.#options;
    if (!check) return undefined;
    const timeoutMs = this.#checkTimeoutMs;
    try {
      const isWell = await settleWithin(this.#ask(check), timeoutMs);
      if (isWell === undefined) return { reason: "check-late", timeoutMs };
      return isWell ? undefined : { reason: "unhealthy" };
    } catch (error) {
      return { reason: "unhealthy", error };
    }
  }

  /** Returns the result of the check that is still running, or of a new one. */
  #ask(check: () => unknown): Promise<boolean> {
    this.#pending ??= Promise.resolve()
      .then(check)
      .then((answer) => answer !== false)
      .finally(() => {
        this.#pending = undefined;
      });
    return this.#pending;
  }
}
