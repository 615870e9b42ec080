import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Arrived } from "../trust/judge-peer.js";
import { answerRawRefused, type Refusal, type RefusalKind } from "./refusal.js";

/** How long a client may take until its first request has been let through. */
const introductionMs = 10_000;
/** And once the daemon stops. */
const hurriedMs = 1000;
/** Of those on TCP who have not said the token yet; more than this, and the oldest has to go. */
const mostUnknown = 256;

/** The open connections of one start. */
export class Connections {
  readonly #open = new Map<Duplex, Arrived>();
  /** How many requests of those who have been let through have no answer yet. */
  readonly #underWay = new Map<Duplex, number>();
  readonly #unknown = new Map<Duplex, NodeJS.Timeout>();
  readonly #report: (refusal: Refusal) => void;
  #emptied: (() => void)[] = [];
  #isDraining = false;

  constructor(report: (refusal: Refusal) => void) {
    this.#report = report;
  }

  add(socket: Socket, arrived: Arrived): void {
    this.#open.set(socket, arrived);
    socket.once("close", () => this.#forget(socket));
    const late = () =>
      this.#refuse(
        socket,
        "slow",
        `it said nothing for ${introductionMs} ms that we could let through`,
      );
    this.#unknown.set(socket, setTimeout(late, introductionMs).unref());
    if (arrived.arrival.network === "tcp") this.#thin();
  }

  find(socket: Duplex): Arrived | undefined {
    return this.#open.get(socket);
  }

  /** A request of this client was let through. */
  begin(socket: Duplex): void {
    this.#acquaint(socket);
    this.#underWay.set(socket, (this.#underWay.get(socket) ?? 0) + 1);
  }

  /** It was answered. */
  end(socket: Duplex): void {
    const left = (this.#underWay.get(socket) ?? 1) - 1;
    this.#underWay.set(socket, left);
    if (this.#isDraining && left === 0) finish(socket);
  }

  /**
   * From now on each ends with the last answer that it waits for; those who have not said anything yet shall say
   * it soon. (Node 26 would hang up on these: server.close() and closeIdleConnections() take them for idle.)
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
    for (const [socket, count] of this.#underWay) if (count === 0) finish(socket);
  }

  destroyAll(): void {
    for (const socket of this.#open.keys()) socket.destroy();
  }

  /** Resolves once none is open. */
  whenNone(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#emptied.push(resolve));
  }

  /** So that a client with the token always finds room: whoever says nothing is pushed out by those who come after. */
  #thin(): void {
    if (this.#unknown.size <= mostUnknown) return;
    const [oldest] = this.#unknown.keys();
    if (oldest === undefined) return;
    this.#refuse(
      oldest,
      "crowd",
      `${mostUnknown} newer connections have not said their token either`,
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
    this.#underWay.delete(socket);
    this.#open.delete(socket);
    if (this.#open.size > 0) return;
    for (const resolve of this.#emptied.splice(0)) resolve();
  }
}

/** Not before what was written is on its way. */
function finish(socket: Duplex): void {
  socket.end(() => socket.destroy());
}
