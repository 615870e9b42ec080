import { RouseError } from "../../../errors/rouse-error.js";

/** Signals that ask us to end, deferred until what was begun is done or undone. */
interface DeferredSignals {
  /** @throws INTERRUPTED */
  throwIfAny(): void;
  reason(): RouseError | undefined;
  /** From then on a signal ends this process again. */
  release(): void;
}

const asking = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Keeps SIGINT, SIGTERM and SIGHUP from ending this process until `release`, and remembers the first. */
export function deferSignals(): DeferredSignals {
  let came: NodeJS.Signals | undefined;
  const note = (signal: NodeJS.Signals) => {
    came ??= signal;
  };
  for (const signal of asking) process.on(signal, note);
  const reason = () =>
    came === undefined ? undefined : new RouseError("INTERRUPTED", { signal: came });
  return {
    reason,
    throwIfAny() {
      const error = reason();
      if (error) throw error;
    },
    release() {
      for (const signal of asking) process.off(signal, note);
    },
  };
}
