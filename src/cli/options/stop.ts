import type { StopDefinition } from "../../definition/parse-stop.js";

/** How the program is put to sleep, as typed. */
export interface StopOptions {
  stopTimeout?: string;
  stopSignal?: string;
  stopSignalTo?: string;
}

export function stopOf({
  stopTimeout: timeout,
  stopSignal: signal,
  stopSignalTo: signalTo,
}: StopOptions): StopDefinition {
  return { timeout, signal, signalTo };
}
