import { formatBareAddress } from "../address/address.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import { type Answer, lastAnswers } from "./answers/answer.js";
import { findListenAddresses } from "./listen-addresses.js";
import type { ProbedProgram } from "./probed-program.js";
import { findReadyChecks } from "./ready-checks.js";

export function readyLater(program: ProbedProgram): string[] {
  const { checks } = findReadyChecks(program, findListenAddresses(program.binds));
  return checks.map(({ server: { address, changes }, ...found }) => {
    const next =
      "check" in found
        ? `${quoteCommand(["--ready-check", found.check])} lets its clients wait meanwhile`
        : found.problem;
    return `${formatBareAddress(address)} ${historyOf(changes)}: ${next}`;
  });
}

/** "answered GET /health with 503 at 0.1 s and with 200 at 5.2 s" */
function historyOf(changes: readonly Answer[]): string {
  const answers = changes.map(({ answer, afterMs }) => `with ${answer} at ${seconds(afterMs)}`);
  return `answered ${changes[0]?.asked} ${answers.join(" and ")}`;
}

export function stillLoading({ answers }: ProbedProgram): string[] {
  return answers.flatMap((server) => {
    const loading = lastAnswers(server).find(({ says }) => says === "loading");
    if (loading === undefined) return [];
    return [
      `${formatBareAddress(server.address)} still answered ${loading.asked} with ${loading.answer} when the watch ended: ` +
        "use --for to watch one that needs longer",
    ];
  });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
