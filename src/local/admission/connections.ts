import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TrustedPeer } from "../trust/judge-peer.js";
import { answerRawRefused, type Refusal, type RefusalKind } from "./refusal.js";

/** How long a client may take until its first request has been admitted. */
const introductionMs = 10_000;
/** The same, once the daemon stops. */
const hurriedMs = 1000;
/** How many connections on TCP may be open without an admitted request; with one more, the oldest is closed. */
const mostUnknown = 256;

/** The open connections of one start. */
export class Connections {
  readonly #open = new Map<Duplex, TrustedPeer>();
  /** How many admitted requests on a connection have not been answered yet. */
  readonly #pending = new Map<Duplex, number>();
  /** The connections on which no request has been admitted yet, and the timers that end them. */
  readonly #unknown = new Map<Duplex, NodeJS.Timeout>();
  readonly #report: (refusal: Refusal) => void;
  #emptied: (() => void)[] = [];
  #isDraining = false;

  constructor(report: (refusal: Refusal) => void) {
    this.#report = report;
  }

  add(socket: Socket, peer: TrustedPeer): void {
    this.#open.set(socket, peer);
    socket.once("close", () => this.#forget(socket));
    const refuse = () =>
      this.#refuse(socket, "slow", `it sent no request that we admit within ${introductionMs} ms`);
    this.#unknown.set(socket, setTimeout(refuse, introductionMs).unref());
    if (peer.rules.network === "tcp") this.#limitUnknown();
  }

  find(socket: Duplex): TrustedPeer | undefined {
    return this.#open.get(socket);
  }

  /** Notes that a request on this connection was admitted. */
  begin(socket: Duplex): void {
    this.#acquaint(socket);
    this.#pending.set(socket, (this.#pending.get(socket) ?? 0) + 1);
  }

  /** Notes that such a request was answered. */
  end(socket: Duplex): void {
    const left = (this.#pending.get(socket) ?? 1) - 1;
    this.#pending.set(socket, left);
    if (this.#isDraining && left === 0) finish(socket);
  }

  /**
   * Closes each connection after the last answer that it waits for. Clients that have not sent a request yet are given
   * a short time for it. (On Node 26, server.close() and closeIdleConnections() would close those connections as idle.)
   */
  drain(): void {
    this.#isDraining = true;
    for (const [socket, timer] of this.#unknown) {
      clearTimeout(timer);
      this.#unknown.set(
        socket,
        setTimeout(() => socket.destroy(), hurriedMs),
      );
    }
    for (const [socket, count] of this.#pending) if (count === 0) finish(socket);
  }

  destroyAll(): void {
    for (const socket of this.#open.keys()) socket.destroy();
  }

  /** Resolves once no connection is open. */
  whenNone(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#emptied.push(resolve));
  }

  /** Keeps room for clients that bring the token: those that send nothing are pushed out by later ones. */
  #limitUnknown(): void {
    if (this.#unknown.size <= mostUnknown) return;
    const [oldest] = this.#unknown.keys();
    if (oldest === undefined) return;
    this.#refuse(
      oldest,
      "crowd",
      `${mostUnknown} newer connections have not sent their token either`,
    );
    oldest.destroy();
    this.#forget(oldest);
  }

  #refuse(socket: Duplex, kind: RefusalKind, reason: string): void {
    const refusal = { kind, reason, peer: this.#open.get(socket)?.peer };
    answerRawRefused(socket, refusal);
    this.#report(refusal);
  }

  #acquaint(socket: Duplex): void {
    clearTimeout(this.#unknown.get(socket));
    this.#unknown.delete(socket);
  }

  #forget(socket: Duplex): void {
    this.#acquaint(socket);
    this.#pending.delete(socket);
    this.#open.delete(socket);
    if (this.#open.size > 0) return;
    for (const resolve of this.#emptied.splice(0)) resolve();
  }
}

/** Destroys the socket, but only once all that was written has been handed to the kernel. */
function finish(socket: Duplex): void {
  socket.end(() => socket.destroy());
}
