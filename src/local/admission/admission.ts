import { IncomingMessage, type Server, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { Duplex } from "node:stream";
import { codeOf } from "../../errors/has-code.js";
import { visible } from "../../errors/rouse-error.js";
import type { Endpoint } from "../endpoint/endpoint.js";
import type { DaemonIdentity } from "../runtime/daemon-identity.js";
import { judgePeer } from "../trust/judge-peer.js";
import { judgeRequest } from "../trust/judge-request.js";
import { answerIdentity } from "./answer-identity.js";
import { Connections } from "./connections.js";
import { type Interception, interceptEvents } from "./intercept-events.js";
import { answerRawRefused, answerRefused, type Refusal } from "./refusal.js";

interface AdmissionOptions {
  readonly identity: DaemonIdentity;
  readonly token: string;
  readonly onRefusal?: ((refusal: Refusal) => void) | undefined;
}

/**
 * Decides which connections and requests reach a server of node:http. Requests that are admitted wait until `open` is
 * called, once the daemon has started.
 */
export class Admission {
  readonly connections: Connections;
  readonly #server: Server;
  readonly #options: AdmissionOptions;
  readonly #events: Interception;
  readonly #endpoints = new WeakMap<Socket, Endpoint>();
  #main: Endpoint | undefined;
  /** Undefined once requests need not wait any more. */
  #waiting: (() => void)[] | undefined = [];
  #isDraining = false;

  constructor(server: Server, options: AdmissionOptions) {
    this.#server = server;
    this.#options = options;
    this.connections = new Connections((refusal) => this.#report(refusal));
    this.#events = interceptEvents(server, (event, args) => this.#onEvent(event, args));
    // Without a listener, Node would close the connection of a CONNECT request without emitting anything.
    server.on("connect", nothing);
  }

  /** Says where the server itself listens. */
  guard(endpoint: Endpoint): void {
    this.#main = endpoint;
  }

  /** Hands the server a connection that came in at another endpoint than its own. */
  bring(socket: Socket, endpoint: Endpoint): void {
    this.#endpoints.set(socket, endpoint);
    this.#server.emit("connection", socket);
  }

  /** Lets the requests that wait go on to the server, in their order. */
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
    this.#events.remove();
  }

  #onEvent(event: string | symbol, args: unknown[]): boolean {
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
        return this.#events.pass(event, ...args);
      default:
        return this.#events.pass(event, ...args);
    }
  }

  #onConnection(socket: unknown, args: unknown[]): boolean {
    if (!(socket instanceof Socket)) return end(socket);
    const endpoint = this.#endpoints.get(socket) ?? this.#main;
    const judged = endpoint && judgePeer(socket, endpoint, this.#options.token);
    if (judged === undefined) return end(socket);
    if ("reason" in judged) {
      socket.destroy();
      this.#report({ kind: "peer", ...judged });
      return true;
    }
    this.connections.add(socket, judged);
    return this.#withAllHeaders(() => this.#events.pass("connection", ...args));
  }

  /**
   * The parser of a connection takes the limit when the connection comes, 2,000 by default, and drops what is above
   * it: a header that nobody sees is one that nobody judges. maxHeaderSize still limits the bytes.
   */
  #withAllHeaders(pass: () => boolean): boolean {
    const { maxHeadersCount } = this.#server;
    this.#server.maxHeadersCount = 0;
    try {
      return pass();
    } finally {
      this.#server.maxHeadersCount = maxHeadersCount;
    }
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
    this.#whenOpen(() => void this.#events.pass(event, request, response));
    return true;
  }

  #onUpgrade(event: string, request: unknown, socket: unknown, args: unknown[]): boolean {
    if (!(request instanceof IncomingMessage) || !(socket instanceof Duplex)) return end(socket);
    // Node has removed its own listener; a reset must not end the process.
    socket.on("error", nothing);
    const refusal = this.#judge(request);
    if (refusal !== undefined) {
      answerRawRefused(socket, refusal);
      this.#report(refusal);
      return true;
    }
    // No response will end this request: it lasts as long as its connection.
    this.connections.begin(socket);
    this.#whenOpen(() => {
      socket.off("error", nothing);
      this.#events.pass(event, ...args);
    });
    return true;
  }

  #judge(request: IncomingMessage): Refusal | undefined {
    const connection = this.connections.find(request.socket);
    const peer = connection?.peer;
    if (connection === undefined) {
      return {
        kind: "peer",
        reason: "the request came over a connection that was not let in",
        peer,
      };
    }
    const refused = judgeRequest(request, connection.rules);
    // The reason quotes the client, and goes into logs and terminals.
    return refused && { ...refused, reason: visible(refused.reason), peer };
  }

  #onClientError(error: unknown, socket: unknown): void {
    const code = codeOf(error) ?? "";
    if (!/^HPE_|^ERR_HTTP_/.test(code)) return;
    const peer = socket instanceof Duplex ? this.connections.find(socket)?.peer : undefined;
    this.#report({
      kind: "malformed",
      reason: `Node could not read the request as HTTP (${code})`,
      peer,
    });
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
