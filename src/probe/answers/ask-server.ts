import { hasCode } from "../../errors/has-code.js";
import type { Answer } from "./answer.js";
import { type Exchange, exchange, type Target } from "./exchange.js";
import { http } from "./http.js";
import { mariadb } from "./mariadb.js";
import { Pace } from "./pace.js";
import { postgresql } from "./postgresql.js";
import type { Protocol, ProtocolName, Question, Says, Verdict } from "./protocol.js";
import { redis } from "./redis.js";

/** A server that is asked while it starts. */
export interface Asked {
  target: Target;
  /** The address that it listens on, as a request names it. */
  host: string;
  /** The name of the process that bound the address. */
  process: string;
  note(protocol: ProtocolName, answer: Omit<Answer, "afterMs" | "untilMs">): void;
  signal: AbortSignal;
}

const protocols = [http, redis, mariadb, postgresql];
/** Who speaks first does so within this time; a server that listens before it accepts may take longer. */
const greetingMs = 500;

/**
 * Finds out which protocol a server speaks, and asks it again and again until it is ready, or the signal comes. Which
 * question comes first is a guess; only the answer decides, and whoever has given an answer of no known protocol is not
 * asked again.
 */
export async function askServer(asked: Asked): Promise<void> {
  try {
    const recognized = await recognize(asked);
    if (recognized !== undefined) await askUntilReady(asked, recognized);
  } catch (error) {
    if (!hasCode(error, "ABORT_ERR")) throw error;
  }
}

interface Recognized {
  protocol: Protocol;
  /** What its first question was answered; undefined where another one told the protocol. */
  first: Exchange | undefined;
}

/** Returns undefined for a protocol that is not known. */
async function recognize(asked: Asked): Promise<Recognized | undefined> {
  const named = findNamed(asked.process);
  for (const guess of named ? [named] : [http, postgresql]) {
    const came = await askFirst(asked, guess, named ? 0 : greetingMs);
    if (came?.how !== "answered") continue;
    const protocol = findProtocol(guess, came);
    const isOwn = protocol === guess || came.isGreeting;
    return protocol && { protocol, first: isOwn ? came : undefined };
  }
  return undefined;
}

/** Tells whether a process is known by its name; its answer decides all the same. */
export function isDatabase(process: string): boolean {
  return findNamed(process) !== undefined;
}

function findNamed(process: string): Protocol | undefined {
  return protocols.find(({ processes }) => processes?.test(process));
}

/** Asks until the server answers, or closes the connection: then it understands something else. */
async function askFirst(
  asked: Asked,
  guess: Protocol,
  greeting: number,
): Promise<Exchange | undefined> {
  const [question] = guess.questions(asked.host);
  const pace = new Pace(asked.signal);
  for (;;) {
    const came = question && (await ask(asked, question, greeting));
    if (came?.how === "answered" || came?.how === "closed") return came;
    await pace.wait(came?.how === "silent" ? "slowly" : "quickly");
  }
}

function ask(asked: Asked, { bytes }: Question, greeting = 0): Promise<Exchange> {
  const { target, signal } = asked;
  return exchange(target, { question: bytes, greetingMs: greeting, isWhole, signal });
}

function isWhole(bytes: Buffer): boolean {
  return protocols.some(({ closes, read }) => !closes && read(bytes) !== undefined);
}

/** Only MariaDB is known by what it says first, and only Redis by its answer to a question that it does not understand. */
function findProtocol(
  guess: Protocol,
  { bytes, isGreeting }: Exchange & { how: "answered" },
): Protocol | undefined {
  const possible = isGreeting ? [mariadb] : guess === http ? [http, redis] : [guess];
  return possible.find(({ read }) => read(bytes) !== undefined);
}

/** Asks all questions, and then in rounds what is still open. */
async function askUntilReady(asked: Asked, { protocol, first }: Recognized): Promise<void> {
  const pace = new Pace(asked.signal);
  const questions = protocol.questions(asked.host);
  const says = new Map<Question, Says>();
  let known = first;
  for (let round = 1; ; round++) {
    for (const question of stillOpen(questions, says, round)) {
      const verdict = judge(protocol, known ?? (await ask(asked, question)));
      known = undefined;
      if (verdict === undefined) continue;
      says.set(question, verdict.says);
      asked.note(protocol.name, { asked: question.asked, ...verdict, round });
      if (round > 1 && verdict.says === "loading") break;
    }
    if (stillOpen(questions, says, round).length === 0) return;
    await pace.wait([...says.values()].includes("loading") ? "quickly" : "slowly");
  }
}

/**
 * Returns what is asked next: what said that it was loading, in turn, up to the first that still does; where nothing
 * did, everything until something is ready.
 */
function stillOpen(
  questions: readonly Question[],
  says: ReadonlyMap<Question, Says>,
  round: number,
): readonly Question[] {
  const loading = questions.filter((question) => says.get(question) === "loading");
  const turn = round % loading.length;
  if (loading.length > 0) return [...loading.slice(turn), ...loading.slice(0, turn)];
  return [...says.values()].includes("ready") ? [] : questions;
}

/** Returns undefined for what is no answer. A connection that waits does so as a client does: it needs no check. */
function judge(protocol: Protocol, came: Exchange): Verdict | undefined {
  if (came.how === "closed") return { answer: "the end of the connection", says: "failing" };
  return came.how === "answered" ? protocol.read(came.bytes) : undefined;
}
