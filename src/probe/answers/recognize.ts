import { type AskedServer, ask, findNamed, hungUp } from "./asked-server.js";
import type { Exchange } from "./exchange.js";
import { http } from "./http.js";
import { mariadb } from "./mariadb.js";
import { Pace } from "./pace.js";
import { postgresql } from "./postgresql.js";
import type { Protocol, Question } from "./protocol.js";
import { redis } from "./redis.js";

/** A server whose protocol is known. */
export interface Recognized {
  protocol: Protocol;
  /** What its first question was answered; undefined where that of another protocol told which it is. */
  first: Exchange | undefined;
}

/** Who speaks first does so within this time; a server that listens before it accepts may take longer. */
const greetingMs = 500;

/**
 * Finds out which protocol a server speaks. Which question comes first is a guess; a server that hangs up is asked in
 * other ways. One that hangs up at each may be a proxy that has nobody to turn to yet, and is asked by the first again.
 * Whoever gives an answer of no known protocol is not asked again, and undefined is returned.
 */
export async function recognize(asked: AskedServer): Promise<Recognized | undefined> {
  const named = findNamed(asked.process);
  const [first, ...others] = named ? openings([named], asked) : openings(strangers, asked);
  const pace = new Pace(asked.signal);
  const greeting = named ? 0 : greetingMs;
  let next = others;
  while (first !== undefined) {
    const came = await openWith(asked, first, next, greeting);
    if (came !== undefined) return identify(asked, came);
    next = [];
    await pace.wait("slowly");
  }
  return undefined;
}

/** In this order: Redis and PostgreSQL hang up at what they do not understand, and say so in their logs. */
const strangers: readonly Protocol[] = [http, redis, postgresql];

/** The first question of a protocol. */
interface Opening {
  protocol: Protocol;
  question: Question;
}

function openings(protocols: readonly Protocol[], { host }: AskedServer): Opening[] {
  return protocols.flatMap((protocol) =>
    protocol
      .questions(host)
      .slice(0, 1)
      .map((question) => ({ protocol, question })),
  );
}

type Answering = Extract<Exchange, { how: "answered" }>;

interface Opened extends Opening {
  came: Answering;
}

/** Returns the first answer; undefined where the server hangs up at `first`, and hangs up at or ignores the others. */
async function openWith(
  asked: AskedServer,
  first: Opening,
  others: readonly Opening[],
  greeting: number,
): Promise<Opened | undefined> {
  const pace = new Pace(asked.signal);
  let came = await ask(asked, first.question, greeting);
  while (came.how === "refused" || came.how === "silent") {
    await pace.wait(came.how === "silent" ? "slowly" : "quickly");
    came = await ask(asked, first.question, greeting);
  }
  for (const opening of [first, ...others]) {
    if (opening !== first) came = await ask(asked, opening.question, greeting);
    if (came.how === "answered") return { ...opening, came };
    if (came.how === "closed") {
      asked.note("unknown", { asked: opening.question.asked, ...hungUp, round: 0 });
    }
  }
  return undefined;
}

function identify(
  asked: AskedServer,
  { protocol, question, came }: Opened,
): Recognized | undefined {
  // MariaDB is known by what it says first, and what speaks HTTP by how it refuses what it does not understand.
  const possible = came.isGreeting ? [mariadb] : [protocol, http];
  const found = possible.find(({ read }) => read(came.bytes) !== undefined);
  if (found === undefined) {
    const answer = came.isGreeting ? "a greeting" : "what is no answer to that";
    asked.note("unknown", { asked: question.asked, answer, says: "failing", round: 0 });
    return undefined;
  }
  return { protocol: found, first: found === protocol || came.isGreeting ? came : undefined };
}
