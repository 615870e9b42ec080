import { connect as startTls } from "node:tls";
import { connect } from "../../harness/connect.js";
import { within } from "../../harness/until.js";
import type { Ask } from "../facts.js";

/** Shared beforehand, so that no certificate has to be made. */
export const key = { name: "test", hex: "00112233445566778899aabbccddeeff" };

/** Reads facts in JSON through TLS. */
export const askWithKey: Ask = async (address, { from }) => {
  const socket = await connect(address, from);
  const encrypted = startTls({
    socket,
    ciphers: "PSK",
    maxVersion: "TLSv1.2",
    checkServerIdentity: () => undefined,
    pskCallback: () => ({ psk: Buffer.from(key.hex, "hex"), identity: key.name }),
  });
  const read = async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of encrypted) chunks.push(chunk);
    return JSON.parse(Buffer.concat(chunks).toString());
  };
  return within(read(), 60_000, () => `facts through TLS from ${address}`);
};
