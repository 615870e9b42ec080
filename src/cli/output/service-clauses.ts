import { type Address, formatBareAddress } from "../../address/address.js";
import { expandBarePort, isBarePort } from "../../address/bare-port.js";
import { isLoopback } from "../../local/endpoint/loopback.js";
import { formatSpan } from "../../time/span.js";

/** Says when a service sleeps; `idle` is in microseconds, `what` it is without: "a connection", "one". */
export function sleepClause(idle: number, what: string): string {
  if (idle === 0 || idle === Number.POSITIVE_INFINITY) return "it stays awake once started";
  return `it sleeps after ${formatSpan(idle)} without ${what}`;
}

/**
 * Says which sockets are for this machine only, where a bare port, which does not say so, is among them; `texts` are
 * the addresses as typed. Undefined where there is none.
 */
export function loopbackClause(
  texts: readonly string[],
  addresses: readonly Address[],
): string | undefined {
  if (!texts.some(isBarePort)) return undefined;
  const own = addresses.filter((address) => "host" in address && isLoopback(address.host));
  const where =
    own.length === addresses.length ? "" : ` to ${own.map(formatBareAddress).join(", ")}`;
  return `only this machine can connect${where}`;
}

/** Returns these texts with their bare ports as the addresses that every machine can reach. */
export function withOpenPorts(texts: readonly string[]): string[] {
  return texts.map((text) => expandBarePort(text, "0.0.0.0"));
}
