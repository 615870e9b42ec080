import { expandBarePort, isBarePort } from "../../address/bare-port.js";
import { formatSpan } from "../../time/span.js";

/** Says when a service sleeps; `idle` is in microseconds, `what` it is without: "a connection", "one". */
export function sleepClause(idle: number, what: string): string {
  if (idle === 0 || idle === Number.POSITIVE_INFINITY) return "it stays awake once started";
  return `it sleeps after ${formatSpan(idle)} without ${what}`;
}

/** Says of the bare ports among these texts that they are for this machine only; nothing when there are none. */
export function loopbackClause(texts: readonly string[]): string | undefined {
  const bare = texts.filter(isBarePort);
  if (bare.length === 0) return undefined;
  const where = bare.length === texts.length ? "" : ` to ${bare.map(onLoopback).join(", ")}`;
  return `only this machine can connect${where}`;
}

/** Returns the bare ports among these texts as the addresses that every machine can reach. */
export function openBarePorts(texts: readonly string[]): string[] {
  return texts.filter(isBarePort).map((text) => expandBarePort(text, "0.0.0.0"));
}

/** Returns where a bare port listens: `127.0.0.1:8080`. */
function onLoopback(text: string): string {
  return expandBarePort(text).replace(/,.*/s, "");
}
