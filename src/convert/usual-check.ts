import type { Address } from "../address/address.js";
import { hasConnections, type ReadyDefinition } from "../definition/parse-ready.js";
import type { ReadyRule } from "../rouse-exec/command-line.js";
import { parseSpan } from "../time/span.js";
import { lastOf, type OriginalUnit } from "./original-unit.js";

/** Returns what clients of a converted service wait for, where its program says itself when it is ready. */
export function withUsualCheck(
  original: OriginalUnit,
  addresses: readonly Address[],
  typed: ReadyDefinition,
): ReadyDefinition {
  const isUsual = typed.checks === undefined && addresses.some(hasConnections);
  return isUsual && notifying.includes(typeOf(original)) ? { ...typed, checks: ["notify"] } : typed;
}

/** Returns what the line that converts again says of it. */
export function typedReadiness(
  ready: ReadyRule | undefined,
  { checks }: ReadyDefinition,
): ReadyRule | undefined {
  return ready && checks === undefined ? { ...ready, checks: [] } : ready;
}

/** Adds how long systemd would have waited for the service to be ready. */
export function withTimeoutOf(
  original: OriginalUnit,
  ready: ReadyRule | undefined,
): ReadyRule | undefined {
  if (!timed.includes(typeOf(original))) return ready;
  const text = lastOf(original, "TimeoutStartSec") ?? lastOf(original, "TimeoutSec");
  return ready && text !== undefined ? { timeout: parseSpan(text), ...ready } : ready;
}

const notifying = ["notify", "notify-reload"];
const timed = [...notifying, "forking"];

function typeOf(original: OriginalUnit): string {
  return lastOf(original, "Type") ?? "simple";
}
