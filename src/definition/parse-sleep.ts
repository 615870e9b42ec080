import { RouseError } from "../errors/rouse-error.js";
import type { SleepRule } from "../rouse-exec/rules.js";
import { parseOptionSpan } from "./parse-option-span.js";

/** How deep a program sleeps, as its owner writes it. */
export interface SleepDefinition {
  /** "stop" or "freeze". */
  how?: string | undefined;
  /** A SPAN. */
  freezeFor?: string | undefined;
}

/**
 * Reads how deep a program sleeps that is idle after so many microseconds; undefined where it is stopped.
 * @throws SLEEP_UNKNOWN, FREEZE_WITHOUT_IDLE, FREEZE_FOR_WITHOUT_FREEZE, SPAN_MALFORMED
 */
export function parseSleep(
  { how = "stop", freezeFor }: SleepDefinition,
  idle: number,
): SleepRule | undefined {
  if (how !== "stop" && how !== "freeze") throw new RouseError("SLEEP_UNKNOWN", { how });
  if (how === "stop") {
    if (freezeFor !== undefined)
      throw new RouseError("FREEZE_FOR_WITHOUT_FREEZE", { span: freezeFor });
    return undefined;
  }
  if (idle === 0 || !Number.isFinite(idle)) throw new RouseError("FREEZE_WITHOUT_IDLE", {});
  return freezeFor === undefined ? {} : { freezeFor: parseOptionSpan(freezeFor, "--freeze-for") };
}
