import { createSocket } from "node:dgram";
import { once } from "node:events";
import { parseAddress } from "../../harness/address.js";
import { within } from "../../harness/until.js";

/** Sends one datagram, and gives what comes back, from whatever port; bytes are Latin-1 characters. */
export async function exchangeDatagrams(
  address: string,
  text: string,
  expected: RegExp,
): Promise<RegExpMatchArray> {
  const answer = (await askByDatagram(address, Buffer.from(text, "latin1"))).toString("latin1");
  const match = answer.match(expected);
  if (match) return match;
  throw new Error(`expected ${expected} from udp ${address}, got ${JSON.stringify(answer)}`);
}

async function askByDatagram(address: string, bytes: Buffer): Promise<Buffer> {
  const target = parseAddress(address);
  if ("path" in target) throw new Error(`expected a UDP address, got ${address}`);
  const socket = createSocket(target.host.includes(":") ? "udp6" : "udp4");
  try {
    const reply = once(socket, "message");
    socket.send(bytes, target.port, target.host);
    const [answer] = await within(reply, 60_000, () => `an answer from udp ${address}`);
    return answer;
  } finally {
    socket.close();
  }
}
