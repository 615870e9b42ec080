import { join } from "node:path";
import type { ListeningSocket } from "../harness/activate.js";
import { freePort } from "../harness/ports.js";
import { openTempDir } from "../harness/temp.js";

/** A passed socket, and the name that the program under test gives it in its answers. */
export interface Place {
  passed: ListeningSocket;
  /** Undefined: the program does not ask for it. */
  asked: string | undefined;
}

/** Unlike any default of a program or of the kernel, so that whoever changed it is seen. */
export const backlog = 1234;

/** A TCP socket on this host; the program asks for the same address unless said otherwise. */
export async function tcpPlace(host = "127.0.0.1", ask = host): Promise<Place> {
  const port = await freePort();
  const passed = { kind: "tcp", address: `${host}:${port}`, backlog } as const;
  return { passed, asked: `${ask}:${port}` };
}

export function unixPlace(): Place {
  const address = join(openTempDir(), "socket");
  return { passed: { kind: "unix", address, backlog, mode: 0o666 }, asked: address };
}

/** A socket of the same family and type that the program does not bind. */
export async function otherPlace(host = "127.0.0.1"): Promise<Place> {
  const { passed } = await tcpPlace(host);
  return { passed, asked: undefined };
}

/** Where a client reaches the passed socket: a wildcard address is none to connect to. */
export function dialled({ passed: { address } }: Place): string {
  return address.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]");
}

export function portOf({ passed: { address } }: Place): string {
  return address.slice(address.lastIndexOf(":") + 1);
}
