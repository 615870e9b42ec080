import type { Address } from "../address/address.js";
import { hasConnections, type ReadyDefinition } from "../definition/parse-ready.js";
import type { ReadyRule } from "../rouse-exec/command-line.js";
import { parseSpan } from "../time/span.js";
import { lastOf, listOf, type OriginalUnit } from "./original-unit.js";

/** Returns what clients of a converted service wait for, where it is known by what its program tells that it is ready. */
export function withUsualCheck(
  original: OriginalUnit,
  addresses: readonly Address[],
  typed: ReadyDefinition,
): ReadyDefinition {
  const usual = usualCheck(original);
  const isUsual = typed.checks === undefined && addresses.some(hasConnections);
  return isUsual && usual !== undefined ? { ...typed, checks: [usual] } : typed;
}

function usualCheck(original: OriginalUnit): string | undefined {
  if (notifying.includes(typeOf(original))) return "notify";
  return listOf(original, "ExecStart").some(isCluster) ? clusterCheck : undefined;
}

/** Debian's PostgreSQL: pg_ctlcluster(1) starts the server without NOTIFY_SOCKET, by which it would say READY=1. */
function isCluster(command: string): boolean {
  return /^[-:+!]*\S*\/pg_ctlcluster .*\bstart$/.test(command);
}

/** The path of a unix socket has the port: `/run/postgresql/.s.PGSQL.5432`. */
const clusterCheck = `exec:pg_isready -q -h "${orElse("HOST", "%/*")}" -p "${orElse("PORT", "##*.")}"`;

/** In sh(1), what a TCP address has, or else a part of the address. */
function orElse(name: string, cut: string): string {
  return `\${ROUSE_CHECK_${name}:-\${ROUSE_CHECK_ADDRESS${cut}}}`;
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
