import { connect } from "../../harness/connect.js";
import { within } from "../../harness/until.js";
import type { Ask, From } from "../facts.js";

/** Sends, and gives what came back as soon as it matches; bytes are Latin-1 characters. */
export async function exchange(
  address: string,
  from: From,
  text: string,
  expected: RegExp,
): Promise<RegExpMatchArray> {
  const socket = await connect(address, from);
  let came = "";
  const find = async () => {
    socket.write(text, "latin1");
    for await (const chunk of socket) {
      came += chunk.toString("latin1");
      const match = came.match(expected);
      if (match) return match;
    }
    throw new Error(`expected ${expected} from ${address}, it closed after ${shown()}`);
  };
  const shown = () => JSON.stringify(came);
  const what = () => `${expected} from ${address}, which sent ${shown()}`;
  return within(find(), 60_000, what).finally(() => socket.destroy());
}

/** For servers that answer with something of their own; the named groups `address`, `pid`, `peer` are the facts. */
export function askFor(text: string, expected: RegExp): Ask {
  return async (address, { from }) => {
    const { pid, ...facts } = (await exchange(address, from, text, expected)).groups ?? {};
    return pid === undefined ? facts : { ...facts, pid: Number(pid) };
  };
}
