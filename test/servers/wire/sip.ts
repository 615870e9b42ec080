import type { Ask } from "../facts.js";
import { exchangeDatagrams } from "./datagram.js";
import { exchange } from "./exchange.js";

/** With the client's address in its Via (RFC 3581). */
const served = /^SIP\/2\.0 200 OK\r\n[\s\S]*;rport=(?<port>\d+);.*received=(?<host>[^;\r]+)/;

/** Asks what it can do (RFC 3261, OPTIONS). */
export const askSip: Ask = async (address, { from, kind }) => {
  const request = [
    `OPTIONS sip:${address} SIP/2.0`,
    `Via: SIP/2.0/${kind.toUpperCase()} ${address};rport;branch=z9hG4bK1`,
    `From: <sip:client@${address}>;tag=1`,
    `To: <sip:${address}>`,
    "Call-ID: 1",
    "CSeq: 1 OPTIONS",
    "Max-Forwards: 70",
    "Content-Length: 0",
    "\r\n",
  ].join("\r\n");
  const { groups } =
    kind === "udp"
      ? await exchangeDatagrams(address, request, served)
      : await exchange(address, from, request, served);
  const { host = "", port } = groups ?? {};
  return { peer: `${host.includes(":") ? `[${host}]` : host}:${port}` };
};
