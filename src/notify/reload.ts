import { type NotifyOptions, notify } from "./notify.js";

/** What asks for a reload, and who hears of failures. */
export interface ReloadOptions extends NotifyOptions {
  /** The signal that asks for it: ReloadSignal= of the unit. SIGHUP. */
  signal?: NodeJS.Signals;
  /** Hears why a reload failed, or why the service manager could not be told. */
  onError?: (error: unknown) => void;
}

/** Reloads until it is stopped. */
export interface ReloadHandle {
  /** Leaves the signal to whoever had it before; a reload that runs is finished. */
  stop(): void;
}

/**
 * At each SIGHUP: RELOADING=1 with MONOTONIC_USEC in one message, as Type=notify-reload (systemd 253) wants
 * it, then `reload`, then READY=1. Signals that come meanwhile cause one more reload. When `reload` throws, the
 * service goes on with what it had: READY=1 all the same, the reason in STATUS, the error to `onError`.
 */
export function onReload(
  reload: () => void | Promise<void>,
  options: ReloadOptions = {},
): ReloadHandle {
  const { signal = "SIGHUP" } = options;
  const reloader = new Reloader(reload, options);
  const listener = () => void reloader.ask();
  process.on(signal, listener);
  return { stop: () => void process.off(signal, listener) };
}

class Reloader {
  readonly #reload: () => void | Promise<void>;
  readonly #options: ReloadOptions;
  #isRunning = false;
  #isAskedAgain = false;
  #hasFailed = false;

  constructor(reload: () => void | Promise<void>, options: ReloadOptions) {
    this.#reload = reload;
    this.#options = options;
  }

  async ask(): Promise<void> {
    this.#isAskedAgain = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#isAskedAgain) {
      this.#isAskedAgain = false;
      await this.#once();
    }
    this.#isRunning = false;
  }

  async #once(): Promise<void> {
    await this.#tell({ reloading: true });
    const failure = await this.#run();
    // A status that we did not set is not ours to clear.
    const status = failure ?? (this.#hasFailed ? "" : undefined);
    this.#hasFailed = failure !== undefined;
    await this.#tell({ ready: true, ...(status === undefined ? {} : { status }) });
  }

  async #run(): Promise<string | undefined> {
    try {
      await this.#reload();
      return undefined;
    } catch (error) {
      this.#options.onError?.(error);
      return statusOf(error);
    }
  }

  async #tell(assignments: Parameters<typeof notify>[0]): Promise<void> {
    await notify(assignments, this.#options).catch((error: unknown) => {
      this.#options.onError?.(error);
    });
  }
}

/** One short line, whatever was thrown. */
function statusOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.replace(/[\p{C}\p{Noncharacter_Code_Point}\s]+/gu, " ").trim();
  return `Reload failed: ${[...line].slice(0, 500).join("")}`;
}
