import type { NewAnswer, ServerAnswers } from "./answer.js";
import { type Exchange, exchange, type Target } from "./exchange.js";
import { http } from "./http.js";
import { mariadb } from "./mariadb.js";
import { postgresql } from "./postgresql.js";
import type { Protocol, Question, Verdict } from "./protocol.js";
import { redis } from "./redis.js";

/** A server that is asked while it starts. */
export interface AskedServer {
  target: Target;
  /** The address that it listens on, as a request names it. */
  host: string;
  /** The name of the process that bound the address. */
  process: string;
  note(protocol: ServerAnswers["protocol"], answer: NewAnswer): void;
  signal: AbortSignal;
}

const protocols: readonly Protocol[] = [http, redis, mariadb, postgresql];

/** What it means that a server closes the connection without a byte. */
export const hungUp: Verdict = { answer: "the end of the connection", says: "failing" };

/** Asks one question, on a connection of its own. */
export function ask(
  { target, signal }: AskedServer,
  { bytes }: Question,
  greetingMs = 0,
): Promise<Exchange> {
  return exchange(target, { question: bytes, greetingMs, isWhole, signal });
}

function isWhole(bytes: Buffer): boolean {
  return protocols.some(({ closes, read }) => !closes && read(bytes) !== undefined);
}

/** Returns the protocol that a process of this name speaks as far as is known: its answer decides. */
export function findNamed(process: string): Protocol | undefined {
  return protocols.find(({ processes }) => processes?.test(process));
}
