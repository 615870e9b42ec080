import { constants } from "node:os";

/** Returns "SIGTERM" for 15, and "signal 37" for a signal that has no name here. */
export function signalName(number: number): string {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return found?.[0] ?? `signal ${number}`;
}
