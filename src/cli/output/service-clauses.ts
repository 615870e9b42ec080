import { type Address, formatBareAddress } from "../../address/address.js";
import { expandBarePort, isBarePort } from "../../address/bare-port.js";
import { useOfSockets } from "../../address/use-of-sockets.js";
import { isLoopback } from "../../local/endpoint/loopback.js";
import { formatSpan } from "../../time/span.js";

/** Says when a service sleeps; `idle` is in microseconds, `what` it is without: "a connection", "one". */
export function sleepClause(idle: number, what: string): string {
  if (idle === 0 || idle === Number.POSITIVE_INFINITY) return "it stays awake once started";
  return `it sleeps after ${formatSpan(idle)} without ${what}`;
}

/** Says which sockets are for this machine only. Undefined where there is none. */
export function loopbackClause(addresses: readonly Address[]): string | undefined {
  const own = addresses.filter(isForThisMachine);
  if (own.length === 0) return undefined;
  const where =
    own.length === addresses.length ? "" : ` to ${own.map(formatBareAddress).join(", ")}`;
  return `only this machine can ${verbFor(own)}${where}`;
}

function isForThisMachine(address: Address): boolean {
  return "host" in address && isLoopback(address.host);
}

/** Begins a sentence on bare ports, which stand for sockets of this machine only; undefined where there are none. */
export function openingClause(
  texts: readonly string[],
  addresses: readonly Address[],
): string | undefined {
  if (!texts.some(isBarePort)) return undefined;
  return `to let other machines ${verbFor(addresses.filter(isForThisMachine))}`;
}

function verbFor(sockets: readonly Address[]): string {
  const verbs = {
    connection: "connect",
    datagram: "send datagrams",
    "connection or datagram": "connect or send datagrams",
  };
  return verbs[useOfSockets(sockets)];
}

/** Returns the bare ports among these texts, as the addresses that every machine can reach. */
export function openPorts(texts: readonly string[]): string[] {
  return texts.filter(isBarePort).map((text) => expandBarePort(text, "0.0.0.0"));
}
