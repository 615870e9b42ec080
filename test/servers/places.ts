import { join } from "node:path";
import type { ListeningSocket } from "../harness/activate.js";
import { freePortPair, freePrivilegedPort } from "../harness/ports.js";
import { openTempDir } from "../harness/temp.js";

type Kind = "tcp" | "udp" | "unix";

/** A socket that is to be passed, before it has a port or a path. */
export interface Spot {
  kind: Kind;
  host: string;
  /** The host that the program asks for; undefined: it does not ask for this socket. */
  asks: string | undefined;
  /** Of a unix socket. */
  file: string;
  /** The port is that of the spot before. */
  samePort: boolean;
  /** The port is one that a program without privileges may not bind. */
  privileged: boolean;
}

/** A passed socket, and the name that the program under test gives it in its answers. */
export interface Place {
  kind: Kind;
  passed: ListeningSocket;
  /** Undefined: the program does not ask for it. */
  asked: string | undefined;
}

/** Unlike any default of a program or of the kernel, so that whoever changed it is seen. */
export const backlog = 1234;

/** A TCP socket on this host; the program asks for the same address unless said otherwise. */
export function tcp(host = "127.0.0.1", asks: string | undefined = host): Spot {
  return { kind: "tcp", host, asks, file: "", samePort: false, privileged: false };
}

export function udp(host = "127.0.0.1", asks: string | undefined = host): Spot {
  return { ...tcp(host, asks), kind: "udp" };
}

export function unix(file = "socket"): Spot {
  return { kind: "unix", host: "", asks: "", file, samePort: false, privileged: false };
}

/** Passed, and not asked for by the program. */
export function other(spot = tcp()): Spot {
  return { ...spot, asks: undefined };
}

/** On the port of the spot before it in the list. */
export function samePort(spot: Spot): Spot {
  return { ...spot, samePort: true };
}

/** On a port that takes root, or a helper of root, to bind; so does the search for one. */
export function privileged(spot: Spot): Spot {
  return { ...spot, privileged: true };
}

/** The spots with ports and paths that nobody else has. */
export async function placesOf(spots: readonly Spot[]): Promise<Place[]> {
  const places: Place[] = [];
  let port = 0;
  for (const spot of spots) {
    if (!spot.samePort) port = await (spot.privileged ? freePrivilegedPort() : freePortPair());
    places.push(spot.kind === "unix" ? unixPlace(spot) : inetPlace(spot, port));
  }
  return places;
}

function inetPlace({ kind, host, asks }: Spot, port: number): Place {
  const asked = asks === undefined ? undefined : `${asks}:${port}`;
  const common = { kind, address: `${host}:${port}` };
  return { kind, passed: kind === "tcp" ? { ...common, backlog } : common, asked };
}

function unixPlace({ file, asks }: Spot): Place {
  const address = join(openTempDir(), file);
  const passed = { kind: "unix", address, backlog, mode: 0o666 } as const;
  return { kind: "unix", passed, asked: asks === undefined ? undefined : address };
}

/** Where a client reaches the passed socket: a wildcard address is none to connect to. */
export function dialled({ passed: { address } }: Place): string {
  return address.replace("0.0.0.0", "127.0.0.1").replace("[::]", "[::1]");
}
