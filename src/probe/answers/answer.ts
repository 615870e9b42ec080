import type { Address } from "../../address/address.js";
import type { ProtocolName, Verdict } from "./protocol.js";

/** What a server answered to a question. */
export interface Answer extends Verdict {
  /** As a sentence names the question: `GET /health`, `PING`. */
  asked: string;
  /** When it came first and when it came last, in milliseconds since the program was started. */
  afterMs: number;
  untilMs: number;
  /** Questions of one round are asked together. */
  round: number;
}

/** An answer, before its time is noted. */
export type NewAnswer = Omit<Answer, "afterMs" | "untilMs">;

/** The answers of a server, each time that one changed. */
export interface ServerAnswers {
  address: Address;
  protocol: ProtocolName | "unknown";
  changes: readonly Answer[];
}

/** Returns what a server answered to each question at last. */
export function lastAnswers({ changes }: ServerAnswers): Answer[] {
  return [...new Map(changes.map((answer) => [answer.asked, answer])).values()];
}
