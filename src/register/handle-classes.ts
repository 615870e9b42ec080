import { RouseError } from "../errors/rouse-error.js";
import { handleOfSocket } from "../listen/node-handle.js";
import { dgram } from "../sys/lazy-node-modules.js";

/** Node's own object for a socket, of a class that no module exports. The numbers it returns are negative errnos. */
export interface Handle {
  readonly fd: number;
  open(fd: number): number | undefined;
  close(done?: () => void): void;
}

export type Bind = (this: Handle, address: string, port: number, flags?: number) => number;
type Send = (this: Handle, ...rest: unknown[]) => number;

interface TcpClass {
  bind: Bind;
  bind6: Bind;
  listen(this: Handle, backlog: number): number;
}

export interface PipeClass {
  bind(this: Handle, name: string): number;
  listen(this: Handle, backlog: number): number;
  fchmod(this: Handle, mode: number): number;
}

export interface UdpClass {
  bind: Bind;
  bind6: Bind;
  send: Send;
  send6: Send;
  connect: Send;
  connect6: Send;
}

/**
 * Returns the prototype of Node's TCP, as the functions below do for Pipe and UDP. A socket has a handle of that class as
 * soon as it begins to connect; an argument that Node refuses keeps it from connecting.
 * @throws REGISTER_UNSUPPORTED
 */
export function findTcpClass(): TcpClass {
  const found = prototypeOf(handleOfSocket({ host: "127.0.0.1", port: 65_536 }));
  if (hasFunctions<TcpClass>(found, tcpFunctions)) return found;
  throw new RouseError("REGISTER_UNSUPPORTED", { what: "its class for TCP sockets" });
}

/** @throws REGISTER_UNSUPPORTED */
export function findPipeClass(): PipeClass {
  const found = prototypeOf(handleOfSocket({ path: true }));
  if (hasFunctions<PipeClass>(found, pipeFunctions)) return found;
  throw new RouseError("REGISTER_UNSUPPORTED", { what: "its class for unix sockets" });
}

/** @throws REGISTER_UNSUPPORTED */
export function findUdpClass(): UdpClass {
  const socket = dgram().createSocket("udp4");
  const found = prototypeOf(handleOfDatagrams(socket));
  socket.close();
  if (hasFunctions<UdpClass>(found, udpFunctions)) return found;
  throw new RouseError("REGISTER_UNSUPPORTED", { what: "its class for UDP sockets" });
}

const tcpFunctions = ["bind", "bind6", "listen"] as const;
const pipeFunctions = ["bind", "listen", "fchmod"] as const;
const udpFunctions = ["bind", "bind6", "send", "send6", "connect", "connect6"] as const;

function handleOfDatagrams(socket: object): unknown {
  const symbol = Object.getOwnPropertySymbols(socket).find(
    ({ description }) => description === "state symbol",
  );
  const state: unknown = symbol && Reflect.get(socket, symbol);
  return isObject(state) ? Reflect.get(state, "handle") : undefined;
}

function prototypeOf(handle: unknown): unknown {
  return isObject(handle) ? Object.getPrototypeOf(handle) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function hasFunctions<Class>(
  value: unknown,
  names: readonly (keyof Class & string)[],
): value is Class {
  return isObject(value) && names.every((name) => typeof Reflect.get(value, name) === "function");
}
