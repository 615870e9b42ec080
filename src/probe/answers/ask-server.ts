import { hasCode } from "../../errors/has-code.js";
import { type AskedServer, ask, hungUp } from "./asked-server.js";
import type { Exchange } from "./exchange.js";
import { Pace } from "./pace.js";
import type { Protocol, Question, Says, Verdict } from "./protocol.js";
import { type Recognized, recognize } from "./recognize.js";

/** Asks a server again and again until it is ready, or the signal comes. */
export async function askServer(asked: AskedServer): Promise<void> {
  try {
    const recognized = await recognize(asked);
    if (recognized !== undefined) await askUntilReady(asked, recognized);
  } catch (error) {
    if (!hasCode(error, "ABORT_ERR")) throw error;
  }
}

/** Asks all questions, and then in rounds what is still open. */
async function askUntilReady(asked: AskedServer, { protocol, first }: Recognized): Promise<void> {
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
  if (came.how === "closed") return hungUp;
  return came.how === "answered" ? protocol.read(came.bytes) : undefined;
}
