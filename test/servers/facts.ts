import { get } from "../harness/http.js";

/** What a server under test knows of a request; left out is what it cannot say. */
export interface Facts {
  /** The address it was told to listen on. */
  address?: string;
  /** Its own pid, or its worker's. */
  pid?: number;
  /** The client as `127.0.0.1:5000` or `[::1]:5000`; a client of a unix socket has none. */
  peer?: string;
  /** Of its configuration. */
  version?: string;
}

/** From a client of its own choice, or of any address and port. */
export type From = { localAddress: string; localPort: number } | Record<string, never>;

export interface Asking {
  from: From;
  kind: "tcp" | "udp" | "unix";
  /** That of the server's files. */
  folder: string;
}

/** Asks the server behind an address for its facts, and fails on any answer but the right one. */
export type Ask = (address: string, asking: Asking) => Promise<Facts>;

/** For servers that answer HTTP with facts in JSON. */
export async function askHttp(address: string, { from }: Pick<Asking, "from">): Promise<Facts> {
  const { status, body } = await get(address, from);
  if (status !== 200) throw new Error(`expected 200 from ${address}, got ${status}: ${body}`);
  return JSON.parse(body);
}

/** For servers that have a page of their own, which tells nothing. */
export function askForPage(path: string, containing: string): Ask {
  return async (address, { from }) => {
    const { status, body } = await get(address, { ...from, path });
    if (status === 200 && body.includes(containing)) return {};
    throw new Error(
      `expected 200 and ${containing} from ${address}${path}, got ${status}: ${body}`,
    );
  };
}
