import { RouseError } from "../../../errors/rouse-error.js";

/** Signals that ask us to end, held back until what was begun is done or undone. */
export interface HeldSignals {
  /** @throws INTERRUPTED */
  throwIfAny(): void;
  reason(): RouseError | undefined;
  forget(): void;
}

const asking = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** From here on they do not end this process, until `forget`. */
export function watchSignals(): HeldSignals {
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
    forget() {
      for (const signal of asking) process.off(signal, note);
    },
  };
}
