import { RouseError } from "../errors/rouse-error.js";
import type { UseRule } from "../rouse-exec/rules.js";
import { parseSpan } from "../time/span.js";

/** Which connections keep a program awake, as its owner writes it. */
export interface UseDefinition {
  /** A SPAN. */
  quietAfter?: string | undefined;
}

/**
 * Reads which connections keep a program awake; `idle` is in microseconds.
 * @throws SPAN_MALFORMED, QUIET_AFTER_UNFIT, USE_WITHOUT_SLEEP
 */
export function parseUse({ quietAfter }: UseDefinition, idle: number): UseRule {
  if (quietAfter === undefined) return {};
  const span = parseSpan(quietAfter);
  if (isNever(span)) return {};
  if (span < shortest) throw new RouseError("QUIET_AFTER_UNFIT", { span: quietAfter });
  if (isNever(idle)) throw new RouseError("USE_WITHOUT_SLEEP", { option: "--quiet-after" });
  return { quietAfter: span };
}

function isNever(span: number): boolean {
  return span === 0 || span === Number.POSITIVE_INFINITY;
}

/** Microseconds; rouse-exec takes no less. */
const shortest = 1_000_000;
