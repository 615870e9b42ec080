import { parseOptionSpan } from "./parse-option-span.js";

/**
 * Returns after how many microseconds without a connection a service sleeps: 10 minutes, unless it is defined.
 * @throws SPAN_MALFORMED
 */
export function parseIdle(span = "10min"): number {
  return parseOptionSpan(span, "--idle");
}
