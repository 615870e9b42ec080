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
 * Finds out which protocol a server speaks. Which question comes first is a guess. Where the server hangs up it may speak
 * another one, or be a proxy that has nobody to turn to yet. Whoever gives an answer of no known protocol is not asked
 * again, and undefined is returned.
 */
export async function recognize(asked: AskedServer): Promise<Recognized | undefined> {
  const named = findNamed(asked.process);
  const pace = new Pace(asked.signal);
  let guesses = named ? [named] : [http, postgresql];
  for (;;) {
    for (const guess of guesses) {
      for (const question of guess.questions(asked.host).slice(0, 1)) {
        const came = await askUntilAnswered(asked, question, named ? 0 : greetingMs);
        if (came.how === "answered") return identify(asked, guess, question, came);
        asked.note("unknown", { asked: question.asked, ...hungUp, round: 0 });
      }
    }
    guesses = guesses.slice(0, 1);
    await pace.wait("slowly");
  }
}

type Answering = Extract<Exchange, { how: "answered" }>;

/** Returns what a server that listens does with a question; one that does nothing with it is asked again. */
async function askUntilAnswered(
  asked: AskedServer,
  question: Question,
  greeting: number,
): Promise<Answering | { how: "closed" }> {
  const pace = new Pace(asked.signal);
  for (;;) {
    const came = await ask(asked, question, greeting);
    if (came.how === "answered") return came;
    if (came.how === "closed") return { how: "closed" };
    await pace.wait(came.how === "silent" ? "slowly" : "quickly");
  }
}

function identify(
  asked: AskedServer,
  guess: Protocol,
  question: Question,
  came: Answering,
): Recognized | undefined {
  const protocol = possibleAfter(guess, came).find(({ read }) => read(came.bytes) !== undefined);
  if (protocol !== undefined) {
    return { protocol, first: protocol === guess || came.isGreeting ? came : undefined };
  }
  const answer = came.isGreeting ? "a greeting" : "what is no answer to that";
  asked.note("unknown", { asked: question.asked, answer, says: "failing", round: 0 });
  return undefined;
}

/** Only MariaDB is known by what it says first, and only Redis by its answer to a question that it does not understand. */
function possibleAfter(guess: Protocol, { isGreeting }: Answering): Protocol[] {
  if (isGreeting) return [mariadb];
  return guess === http ? [http, redis] : [guess];
}
