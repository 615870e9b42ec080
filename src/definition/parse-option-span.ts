import { RouseError } from "../errors/rouse-error.js";
import { parseSpan } from "../time/span.js";

/** Returns the microseconds of the SPAN of an option, which a refusal names. @throws SPAN_MALFORMED */
export function parseOptionSpan(span: string, option: string): number {
  try {
    return parseSpan(span);
  } catch (error) {
    if (!(error instanceof RouseError) || error.code !== "SPAN_MALFORMED") throw error;
    throw new RouseError("SPAN_MALFORMED", { span, option });
  }
}
