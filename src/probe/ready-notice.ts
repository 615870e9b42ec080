import { describeAnswers, seconds } from "./answer-history.js";
import type { Answer, ServerAnswers } from "./answers/answer.js";
import type { LoadingServer } from "./loading-servers.js";
import type { Observation } from "./observe.js";

/** A shorter time between an answer and READY=1 makes no program one that loads. */
const noticeableMs = 1000;

/**
 * Returns what was seen, as a sentence begins, where READY=1 tells when a program is ready: it came when nothing failed
 * any more, or long after servers of unknown protocols had begun to answer. Undefined where it tells nothing.
 */
export function findNotice(
  { answers, readyAfterMs }: Pick<Observation, "answers" | "readyAfterMs">,
  loading: readonly LoadingServer[],
): string | undefined {
  if (readyAfterMs === null) return undefined;
  const told = loading[0] ?? earlyAnswer(answers, readyAfterMs);
  const isFailing = ({ says, untilMs }: Answer) => says !== "ready" && untilMs > readyAfterMs;
  if (told === undefined || loading.flatMap(({ changes }) => changes).some(isFailing)) {
    return undefined;
  }
  const notice = `the program said READY=1 at ${seconds(readyAfterMs)}`;
  return `${describeAnswers(told.address, told.changes)}, and ${notice}`;
}

/** Where a known protocol answered properly, or had its clients wait, there is nothing to wait for. */
function earlyAnswer(
  answers: readonly ServerAnswers[],
  readyAfterMs: number,
): ServerAnswers | undefined {
  if (answers.some(({ protocol }) => protocol !== "unknown")) return undefined;
  const early = answers.map((server) => {
    const changes = server.changes.filter(({ afterMs }) => afterMs + noticeableMs <= readyAfterMs);
    return { ...server, changes: changes.slice(0, 1) };
  });
  return early.find(({ changes }) => changes.length > 0);
}
