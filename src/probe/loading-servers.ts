import { type Address, formatBareAddress } from "../address/address.js";
import type { Answer, ServerAnswers } from "./answers/answer.js";
import { lastAnswers } from "./answers/answer.js";
import type { ProtocolName } from "./answers/protocol.js";

/** A server that listened before it was ready, with what it answered to the question that a check would ask. */
export interface LoadingServer extends ServerAnswers {
  protocol: ProtocolName;
}

/** Finds the servers at these addresses that loaded; several sockets of a database are one server. */
export function findLoadingServers(
  answers: readonly ServerAnswers[],
  addresses: readonly Address[],
): LoadingServer[] {
  const found = addresses.flatMap((address) => {
    const server = answers.find((one) => isSame(one.address, address));
    if (server === undefined || server.protocol === "unknown") return [];
    const changes = changesThatTell(server);
    return changes.length === 0 ? [] : [{ address, protocol: server.protocol, changes }];
  });
  return found.filter(
    ({ protocol }, at) =>
      protocol === "http" || found.findIndex((one) => one.protocol === protocol) === at,
  );
}

export function isSame(one: Address, other: Address): boolean {
  return formatBareAddress(one) === formatBareAddress(other);
}

/**
 * Returns the answers to the question that tells best whether the server is ready; none where nothing tells it. A path
 * has to have passed: nobody knows whether one that answers 503 all the time ever will. The last one that passed is the
 * strictest.
 */
function changesThatTell(server: ServerAnswers): readonly Answer[] {
  const loaded = lastAnswers(server).filter(
    ({ says }) => says === "ready" || (says === "loading" && server.protocol !== "http"),
  );
  const all = loaded.map(({ asked }) => server.changes.filter((answer) => answer.asked === asked));
  const telling = all.filter((answers) => answers.some(({ says }) => says !== "ready"));
  return telling.reduce<readonly Answer[]>(
    (best, one) => (roundOf(one) > roundOf(best) ? one : best),
    [],
  );
}

function roundOf(answers: readonly Answer[]): number {
  return answers.at(-1)?.round ?? 0;
}
