import { type NotifyOptions, notify } from "./notify.js";

/** The signal that asks for a reload, and the listener of failures. */
export interface ReloadOptions extends NotifyOptions {
  /** The signal that asks for a reload, ReloadSignal= of the unit; SIGHUP by default. */
  signal?: NodeJS.Signals;
  /** Called when a reload failed, or when the service manager could not be told. */
  onError?: (error: unknown) => void;
}

/** Reloads at each signal until it is stopped. */
export interface ReloadHandle {
  /** Removes our listener of the signal; a reload that is running is finished. */
  stop(): void;
}

/**
 * At each SIGHUP sends RELOADING=1 with MONOTONIC_USEC in one message, as Type=notify-reload (systemd 253) requires,
 * calls `reload`, and sends READY=1. Signals that come meanwhile cause one more reload. When `reload` throws, the
 * service goes on with its old configuration: READY=1 is sent all the same, with the reason in STATUS, and `onError`
 * gets the error.
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

/** Returns one short line, whatever was thrown. */
function statusOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.replace(/[\p{C}\p{Noncharacter_Code_Point}\s]+/gu, " ").trim();
  return `Reload failed: ${[...line].slice(0, 500).join("")}`;
}
