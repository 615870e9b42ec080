import { RouseError } from "../errors/rouse-error.js";
import type { TurnRule } from "../rouse-exec/rules.js";
import { parseOptionSpan } from "./parse-option-span.js";

/** Which services a service never runs beside, as its owner writes it. */
export interface OneOfDefinition {
  /** The name of a group, of which one service runs at a time. */
  group?: string | undefined;
  /** A SPAN. */
  maxWait?: string | undefined;
}

/**
 * Reads with which services a service takes turns; undefined where it runs beside all.
 * @throws ONE_OF_MALFORMED, MAX_WAIT_WITHOUT_GROUP, SPAN_MALFORMED
 */
export function parseOneOf({ group, maxWait }: OneOfDefinition): TurnRule | undefined {
  if (group === undefined) {
    if (maxWait === undefined) return undefined;
    throw new RouseError("MAX_WAIT_WITHOUT_GROUP", {});
  }
  if (!isGroup(group)) throw new RouseError("ONE_OF_MALFORMED", { group });
  return {
    group,
    ...(maxWait === undefined ? {} : { maxWait: parseOptionSpan(maxWait, "--max-wait") }),
  };
}

/** As rouse-exec reads it (`command_line/parse_one_of.c`), where it may be a folder as well. */
function isGroup(text: string): boolean {
  return /^[A-Za-z0-9][\w.@-]{0,63}$/.test(text);
}
