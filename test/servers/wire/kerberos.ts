import type { Ask } from "../facts.js";
import { exchangeDatagrams } from "./datagram.js";
import { exchange } from "./exchange.js";

/** The realm that a KDC under test must have. */
export const realm = "ROUSE.TEST";

/** KRB-ERROR in DER: it names the realm, in which nobody has the name that was asked for. */
const unknownClient = /~[\s\S]*ROUSE\.TEST/;

/** Asks for a ticket (RFC 4120, AS-REQ), over UDP, or TCP, where the length goes first. */
export const askKerberos: Ask = async (address, { from, kind }) => {
  const request = ticketRequest();
  if (kind === "udp") await exchangeDatagrams(address, request, unknownClient);
  else {
    const length = `\0\0\0${String.fromCharCode(request.length)}`;
    await exchange(address, from, `${length}${request}`, unknownClient);
  }
  return {};
};

function ticketRequest(): string {
  const body = sequence(
    field(0, der(0x03, "\0\0\0\0\0")),
    field(1, principal(1, "nobody")),
    field(2, text(realm)),
    field(3, principal(2, "krbtgt", realm)),
    field(5, der(0x18, "20370101000000Z")),
    field(7, integer(1)),
    field(8, sequence(integer(18))),
  );
  return der(0x6a, sequence(field(1, integer(5)), field(2, integer(10)), field(4, body)));
}

function principal(type: number, ...names: string[]): string {
  return sequence(field(0, integer(type)), field(1, sequence(...names.map(text))));
}

const text = (value: string) => der(0x1b, value);
const integer = (value: number) => der(0x02, String.fromCharCode(value));
const sequence = (...parts: string[]) => der(0x30, parts.join(""));
const field = (number: number, value: string) => der(0xa0 + number, value);

/** A length from 128 on has a byte before it. */
function der(tag: number, value: string): string {
  const length = value.length < 128 ? [value.length] : [0x81, value.length];
  return String.fromCharCode(tag, ...length) + value;
}
