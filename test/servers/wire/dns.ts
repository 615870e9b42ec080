import type { Ask } from "../facts.js";
import { exchangeDatagrams } from "./datagram.js";
import { exchange } from "./exchange.js";

/** The name and the text that a DNS server under test must know. */
export const dnsName = "facts.rouse.test";
export const dnsText = "served";

/** Asks for the TXT record, over UDP or TCP. */
export const askDns: Ask = async (address, { from, kind }) => {
  const expected = new RegExp(dnsText);
  const text = dnsQuestion();
  if (kind === "udp") await exchangeDatagrams(address, text, expected);
  else await exchange(address, from, `\0${String.fromCharCode(text.length)}${text}`, expected);
  return {};
};

/** RFC 1035, 4.1: header, with recursion desired, and one question. */
export function dnsQuestion(): string {
  const header = Buffer.from([0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  const labels = dnsName
    .split(".")
    .map((label) => Buffer.from([label.length, ...Buffer.from(label)]));
  const [TXT, IN] = [16, 1];
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, TXT, 0, IN])]).toString("latin1");
}
