import { RouseError } from "../errors/rouse-error.js";

/** Signals that asked us to end while a program was watched. */
export interface Interrupts {
  came(): boolean;
  /** @throws INTERRUPTED when we were asked to end ourselves, and not only the watch. */
  throwIfFatal(): void;
  forget(): void;
}

/** Keeps these signals from ending this process, until `forget`. */
export function catchInterrupts(): Interrupts {
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
