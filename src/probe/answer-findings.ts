import { formatBareAddress } from "../address/address.js";
import { quoteCommand } from "../sys/programs/quote-command.js";
import { lastAnswers } from "./answers/answer.js";
import { findListenAddresses } from "./listen-addresses.js";
import type { ProbedProgram } from "./probed-program.js";
import { findReadyChecks } from "./ready-checks.js";

export function readyLater(program: ProbedProgram): string[] {
  const { checks } = findReadyChecks(program, findListenAddresses(program.binds));
  return checks.map(({ seen, ...found }) => {
    const next =
      "check" in found
        ? `${quoteCommand(["--ready-check", found.check])} lets its clients wait meanwhile`
        : found.problem;
    return `${seen}: ${next}`;
  });
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
