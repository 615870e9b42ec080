import { type Address, socketName } from "../address/address.js";
import { RouseError } from "../errors/rouse-error.js";
import type { ReadyCheck, ReadyRule } from "../rouse-exec/command-line.js";
import { parseOptionSpan } from "./parse-option-span.js";
import { parseReadyCheck } from "./ready-check.js";

/** What clients wait for while a program starts, as its owner writes it. */
export interface ReadyDefinition {
  /** CHECK each: `http:/health`, `tcp`, `exec:pg_isready`, `notify`. */
  checks?: readonly string[] | undefined;
  /** A SPAN. */
  interval?: string | undefined;
  /** A number. */
  passes?: string | undefined;
  /** A SPAN. */
  timeout?: string | undefined;
  /** "stop" or "open". */
  otherwise?: string | undefined;
}

/**
 * Reads what clients of these addresses wait for; undefined where they wait for nothing.
 * @throws READY_CHECK_MALFORMED and its neighbours, SPAN_MALFORMED
 */
export function parseReady(
  definition: ReadyDefinition,
  addresses: readonly Address[],
): ReadyRule | undefined {
  const { checks = [], interval, passes, timeout, otherwise = "stop" } = definition;
  requireChecks(definition);
  if (checks.length === 0) return undefined;
  if (otherwise !== "stop" && otherwise !== "open") {
    throw new RouseError("READY_CHECK_ELSE_UNKNOWN", { action: otherwise });
  }
  return {
    checks: checks.map((text) => parseFor(text, addresses)),
    ...(interval === undefined ? {} : { interval: parseInterval(interval) }),
    ...(passes === undefined ? {} : { passes: parsePasses(passes) }),
    ...(timeout === undefined
      ? {}
      : { timeout: parseOptionSpan(timeout, "--ready-check-timeout") }),
    opensLate: otherwise === "open",
  };
}

/** @throws READY_CHECK_MISSING */
function requireChecks({ checks = [], ...others }: ReadyDefinition): void {
  const [given] = Object.entries(others).find(([, value]) => value !== undefined) ?? [];
  if (checks.length > 0 || given === undefined) return;
  const option = `--ready-check-${given === "otherwise" ? "else" : given}`;
  throw new RouseError("READY_CHECK_MISSING", { option });
}

/** @throws READY_CHECK_MALFORMED, READY_CHECK_DATAGRAMS, READY_CHECK_SOCKET_UNKNOWN */
function parseFor(text: string, addresses: readonly Address[]): ReadyCheck {
  const check = parseReadyCheck(text);
  const names = addresses.filter(hasConnections).map(socketName);
  if (names.length === 0) throw new RouseError("READY_CHECK_DATAGRAMS", { check: text });
  const { socket: name } = check;
  if (name === undefined || names.includes(name)) return check;
  throw new RouseError("READY_CHECK_SOCKET_UNKNOWN", { check: text, name, names });
}

/** Tells whether the clients of a socket connect, and can be kept waiting. */
export function hasConnections({ type }: Address): boolean {
  return type !== "udp" && type !== "unix-dgram";
}

function parseInterval(span: string): number {
  const interval = parseOptionSpan(span, "--ready-check-interval");
  if (interval > 0 && Number.isFinite(interval)) return interval;
  throw new RouseError("READY_CHECK_INTERVAL_UNFIT", { span });
}

function parsePasses(passes: string): number {
  if (/^[1-9]\d{0,3}$/.test(passes) && Number(passes) <= 1000) return Number(passes);
  throw new RouseError("READY_CHECK_PASSES_MALFORMED", { passes });
}
