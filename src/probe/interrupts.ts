import { RouseError } from "../errors/rouse-error.js";

/** Signals that came while a program was watched. */
export interface Signals {
  came(): boolean;
  /** @throws INTERRUPTED when we were asked to end ourselves, and not only to end the watching. */
  throwIfFatal(): void;
  forget(): void;
}

/** From here on they do not end this process, until `forget`. */
export function watchSignals(): Signals {
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const seen = new Set<NodeJS.Signals>();
  const note = (name: NodeJS.Signals) => seen.add(name);
  for (const name of names) process.on(name, note);
  return {
    came: () => seen.size > 0,
    throwIfFatal() {
      const fatal = names.find((name) => name !== "SIGINT" && seen.has(name));
      if (fatal !== undefined) throw new RouseError("INTERRUPTED", { signal: fatal });
    },
    forget() {
      for (const name of names) process.off(name, note);
    },
  };
}
