import { IncomingMessage, type Server, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { Duplex } from "node:stream";
import { codeOf } from "../../errors/has-code.js";
import { visible } from "../../errors/rouse-error.js";
import type { Endpoint } from "../endpoint.js";
import { answerIdentity, type DaemonIdentity } from "../well-known.js";
import { receive } from "./arrival.js";
import { Connections } from "./connections.js";
import { judgeRequest } from "./judge-request.js";
import { answerRawRefused, answerRefused, type Refusal } from "./refusal.js";

export interface GateOptions {
  readonly identity: DaemonIdentity;
  readonly token: string;
  readonly onRefusal?: ((refusal: Refusal) => void) | undefined;
}

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

/**
 * Stands before a server of node:http: all that Node tells it passes here first, whoever listens to its events
 * and whenever they began to. What may come in waits until the daemon has started.
 */
export class Gate {
  readonly connections: Connections;
  readonly #server: Server;
  readonly #options: GateOptions;
  readonly #pass: Emit;
  readonly #own: PropertyDescriptor | undefined;
  readonly #endpoints = new WeakMap<Socket, Endpoint>();
  #main: Endpoint | undefined;
  #waiting: (() => void)[] | undefined = [];
  #isDraining = false;

  constructor(server: Server, options: GateOptions) {
    this.#server = server;
    this.#options = options;
    this.connections = new Connections((refusal) => this.#report(refusal));
    const { emit } = server;
    this.#pass = (event, ...args) => Reflect.apply(emit, server, [event, ...args]) === true;
    this.#own = Object.getOwnPropertyDescriptor(server, "emit");
    const value: Emit = (event, ...args) => this.#emit(event, args);
    Object.defineProperty(server, "emit", { value, configurable: true, writable: true });
    // Without a listener Node would end such a connection without telling us.
    server.on("connect", nothing);
  }

  /** Where the server itself listens. */
  guard(endpoint: Endpoint): void {
    this.#main = endpoint;
  }

  /** A connection that came in at another endpoint than the server's own. */
  bring(socket: Socket, endpoint: Endpoint): void {
    this.#endpoints.set(socket, endpoint);
    this.#server.emit("connection", socket);
  }

  /** Lets those in who wait, in their order. */
  open(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const goOn of waiting) goOn();
  }

  /** From now on no connection is kept for another request. */
  drain(): void {
    this.#isDraining = true;
    this.connections.drain();
  }

  remove(): void {
    this.#server.off("connect", nothing);
    Reflect.deleteProperty(this.#server, "emit");
    if (this.#own !== undefined) Object.defineProperty(this.#server, "emit", this.#own);
  }

  #emit(event: string | symbol, args: unknown[]): boolean {
    const [first, second] = args;
    switch (event) {
      case "connection":
        return this.#onConnection(first, args);
      case "request":
      case "checkContinue":
      case "checkExpectation":
        return this.#onRequest(event, first, second);
      case "upgrade":
      case "connect":
        return this.#onUpgrade(event, first, second, args);
      case "clientError":
        this.#onClientError(first, second);
        return this.#pass(event, ...args);
      default:
        return this.#pass(event, ...args);
    }
  }

  #onConnection(socket: unknown, args: unknown[]): boolean {
    if (!(socket instanceof Socket)) return end(socket);
    const endpoint = this.#endpoints.get(socket) ?? this.#main;
    const found = endpoint && receive(socket, endpoint, this.#options.token);
    if (found === undefined) return end(socket);
    if ("reason" in found) {
      socket.destroy();
      this.#report({ kind: "peer", ...found });
      return true;
    }
    this.connections.add(socket, found);
    return this.#pass("connection", ...args);
  }

  #onRequest(event: string, request: unknown, response: unknown): boolean {
    if (!(request instanceof IncomingMessage) || !(response instanceof ServerResponse)) return true;
    const refusal = this.#judge(request);
    if (refusal !== undefined) {
      answerRefused(response, refusal);
      this.#report(refusal);
      return true;
    }
    const { socket } = request;
    this.connections.begin(socket);
    if (this.#isDraining) response.shouldKeepAlive = false;
    response.once("close", () => this.connections.end(socket));
    if (answerIdentity(request, response, this.#options.identity)) return true;
    this.#whenOpen(() => void this.#pass(event, request, response));
    return true;
  }

  #onUpgrade(event: string, request: unknown, socket: unknown, args: unknown[]): boolean {
    if (!(request instanceof IncomingMessage) || !(socket instanceof Duplex)) return end(socket);
    // Node has taken its own listener off; a reset must not end the process.
    socket.on("error", nothing);
    const refusal = this.#judge(request);
    if (refusal !== undefined) {
      answerRawRefused(socket, refusal);
      this.#report(refusal);
      return true;
    }
    // It has no answer that would end it.
    this.connections.begin(socket);
    this.#whenOpen(() => {
      socket.off("error", nothing);
      this.#pass(event, ...args);
    });
    return true;
  }

  #judge(request: IncomingMessage): Refusal | undefined {
    const arrived = this.connections.find(request.socket);
    const peer = arrived?.peer;
    if (arrived === undefined) {
      return { kind: "peer", reason: "its connection is not one that we let in", peer };
    }
    const refused = judgeRequest(request, arrived.arrival);
    // It quotes the client, and goes into logs and terminals.
    return refused && { ...refused, reason: visible(refused.reason), peer };
  }

  #onClientError(error: unknown, socket: unknown): void {
    const code = codeOf(error) ?? "";
    if (!/^HPE_|^ERR_HTTP_/.test(code)) return;
    const peer = socket instanceof Duplex ? this.connections.find(socket)?.peer : undefined;
    this.#report({ kind: "malformed", reason: `Node could not read it as HTTP (${code})`, peer });
  }

  #whenOpen(goOn: () => void): void {
    if (this.#waiting === undefined) goOn();
    else this.#waiting.push(goOn);
  }

  #report(refusal: Refusal): void {
    this.#options.onRefusal?.(refusal);
  }
}

function end(socket: unknown): true {
  if (socket instanceof Duplex) socket.destroy();
  return true;
}

function nothing(): undefined {
  return undefined;
}
