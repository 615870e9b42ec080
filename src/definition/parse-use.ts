import { RouseError } from "../errors/rouse-error.js";
import type { UseRule } from "../rouse-exec/rules.js";
import { net } from "../sys/lazy-node-modules.js";
import { parseOptionSpan } from "./parse-option-span.js";

/** Which connections keep a program awake, as its owner writes it. */
export interface UseDefinition {
  /** A SPAN. */
  quietAfter?: string | undefined;
  /** WHOSE each: `10.0.0.0/8`, `fd00::1`, `uid:1000`, `unit:prometheus.service`. */
  ignoredClients?: readonly string[] | undefined;
}

/**
 * Reads which connections keep a program awake; `idle` is in microseconds.
 * @throws SPAN_MALFORMED, QUIET_AFTER_UNFIT, IGNORE_CLIENTS_MALFORMED, USE_WITHOUT_SLEEP
 */
export function parseUse(
  { quietAfter, ignoredClients = [] }: UseDefinition,
  idle: number,
): UseRule {
  const quiet = quietAfter === undefined ? undefined : parseQuiet(quietAfter);
  for (const client of ignoredClients) requireClient(client);
  const given = quiet
    ? "--quiet-after"
    : ignoredClients.length > 0
      ? "--ignore-clients"
      : undefined;
  if (given !== undefined && isNever(idle)) {
    throw new RouseError("USE_WITHOUT_SLEEP", { option: given });
  }
  return { ...(quiet ? { quietAfter: quiet } : {}), ignoredClients };
}

function parseQuiet(text: string): number | undefined {
  const span = parseOptionSpan(text, "--quiet-after");
  if (isNever(span)) return undefined;
  if (span < shortest) throw new RouseError("QUIET_AFTER_UNFIT", { span: text });
  return span;
}

function isNever(span: number): boolean {
  return span === 0 || span === Number.POSITIVE_INFINITY;
}

/** Microseconds; rouse-exec takes no less. */
const shortest = 1_000_000;

/** @throws IGNORE_CLIENTS_MALFORMED */
function requireClient(text: string): void {
  const [, kind, name = ""] = /^(uid|unit):(.*)$/s.exec(text) ?? [];
  const isFit = kind === "uid" ? isUser(name) : kind === "unit" ? isUnit(name) : isNetwork(text);
  if (!isFit) throw new RouseError("IGNORE_CLIENTS_MALFORMED", { text });
}

function isUser(number: string): boolean {
  return /^\d{1,10}$/.test(number) && Number(number) < 2 ** 32 - 1;
}

function isUnit(name: string): boolean {
  return name !== "" && !/[/\n]/.test(name) && Buffer.byteLength(name) <= 255;
}

function isNetwork(text: string): boolean {
  const [, host = "", bits = "0"] = /^([\da-f:.]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const longest = { 4: 32, 6: 128 }[net().isIP(host)];
  return longest !== undefined && Number(bits) <= longest;
}
