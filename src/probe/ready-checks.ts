import { type Address, socketName } from "../address/address.js";
import { hasConnections } from "../definition/parse-ready.js";
import { describeAnswers } from "./answer-history.js";
import { findClientCommand } from "./client-commands.js";
import { findLoadingServers, isSame, type LoadingServer } from "./loading-servers.js";
import type { ProbedProgram } from "./probed-program.js";
import { findNotice } from "./ready-notice.js";

/** The check that a program needs, as `--ready-check` takes it, or what is in the way of one. */
type ReadyCheck = Seen & ({ check: string } | { problem: string });

interface Seen {
  /** What was seen of it, as a sentence begins. */
  seen: string;
}

/** What a service would listen on, in the order that its checks need, and these. */
interface ReadyChecks {
  addresses: Address[];
  checks: ReadyCheck[];
}

type Watched = Pick<ProbedProgram, "answers" | "command" | "readyAfterMs">;

/** Finds the checks that a program would have failed while it loaded. */
export function findReadyChecks(program: Watched, found: readonly Address[]): ReadyChecks {
  const servers = findLoadingServers(program.answers, found);
  const notice = findNotice(program, servers);
  if (notice !== undefined) {
    return { addresses: [...found], checks: [{ seen: notice, check: "notify" }] };
  }
  const [path = ""] = program.command;
  const addresses = inOrder(found, servers);
  const first = addresses.find(hasConnections);
  const checks = servers.map((server) => {
    const seen = describeAnswers(server.address, server.changes);
    const isFirst = first !== undefined && isSame(server.address, first);
    return { seen, ...findCheck(server, isFirst, path) };
  });
  return { addresses, checks };
}

/** A command asks the first address. */
function inOrder(addresses: readonly Address[], servers: readonly LoadingServer[]): Address[] {
  const [asked] = servers.filter(({ protocol }) => protocol !== "http");
  const isAsked = (address: Address) => asked !== undefined && isSame(address, asked.address);
  return [...addresses.filter(isAsked), ...addresses.filter((address) => !isAsked(address))];
}

function findCheck(
  { address, protocol, changes }: LoadingServer,
  isFirst: boolean,
  program: string,
): { check: string } | { problem: string } {
  if (protocol === "http") {
    const path = changes[0]?.asked.replace(/^GET /, "");
    return { check: `http:${path}${isFirst ? "" : `,socket=${socketName(address)}`}` };
  }
  if (!isFirst) return { problem: "a check that is a command asks one server only" };
  const client = findClientCommand(protocol, address, program);
  if ("command" in client) return { check: `exec:${client.command}` };
  return { problem: `install ${client.missing}, which a check can run` };
}
