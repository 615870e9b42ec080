import { RouseError } from "../errors/rouse-error.js";
import type { StopRule } from "../rouse-exec/rules.js";
import { parseOptionSpan } from "./parse-option-span.js";
import { parseStopSignal } from "./stop-signal.js";

/** How a program is put to sleep, as its owner writes it. */
export interface StopDefinition {
  /** A SPAN. */
  timeout?: string | undefined;
  /** As rouse-exec takes it: SIGTERM, QUIT, RTMIN+3 or 15. */
  signal?: string | undefined;
  /** "program" or "all". */
  signalTo?: string | undefined;
}

/** @throws SPAN_MALFORMED, STOP_SIGNAL_UNKNOWN, STOP_SIGNAL_TO_UNKNOWN */
export function parseStop({ timeout, signal, signalTo = "program" }: StopDefinition): StopRule {
  if (signalTo !== "program" && signalTo !== "all") {
    throw new RouseError("STOP_SIGNAL_TO_UNKNOWN", { whom: signalTo });
  }
  return {
    ...(timeout === undefined ? {} : { timeout: parseOptionSpan(timeout, "--stop-timeout") }),
    ...(signal === undefined ? {} : { signal: parseStopSignal(signal) }),
    toAll: signalTo === "all",
  };
}
