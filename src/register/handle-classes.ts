import { RouseError } from "../errors/rouse-error.js";
import { dgram, net } from "../sys/on-use.js";

/** Node's own object for a socket, of a class that no module exports. Numbers it returns are negative errnos. */
export interface Handle {
  readonly fd: number;
  open(fd: number): number | undefined;
  close(done?: () => void): void;
}

export type Bind = (this: Handle, address: string, port: number, flags?: number) => number;
export type Send = (this: Handle, ...rest: unknown[]) => number;

export interface TcpClass {
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
 * The prototypes of TCP, Pipe and UDP of Node. Each is the class of a handle that an ordinary object has as soon as
 * it is told to connect; a second argument that Node refuses keeps it from doing so.
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

function handleOfSocket(refused: object): unknown {
  const socket = new (net().Socket)();
  socket.on("error", () => undefined);
  try {
    Reflect.apply(socket.connect, socket, [refused]);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
  }
  const handle: unknown = Reflect.get(socket, "_handle");
  socket.destroy();
  return handle;
}

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
