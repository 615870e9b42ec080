import { get } from "../harness/http.js";

/** What a server under test knows of a request. */
export interface Facts {
  /** The address it was told to listen on. */
  address: string;
  /** Its own pid, or its worker's; left out by servers that cannot say. */
  pid?: number;
  /** The client as `127.0.0.1:5000` or `[::1]:5000`; left out where the client has none. */
  peer?: string;
}

/** From a client of its own choice, or of any address and port. */
export type From = { localAddress: string; localPort: number } | Record<string, never>;

/** Asks the server behind an address for its facts. */
export type Ask = (address: string, from: From) => Promise<Facts>;

/** For servers that answer HTTP with facts in JSON. */
export async function askHttp(address: string, from: From): Promise<Facts> {
  const { status, body } = await get(address, from);
  if (status !== 200) throw new Error(`expected 200 from ${address}, got ${status}: ${body}`);
  return JSON.parse(body);
}
