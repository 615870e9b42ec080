import { type Address, socketName } from "../address/address.js";
import { hasConnections } from "../definition/parse-ready.js";
import { describeAnswers, seconds } from "./answer-history.js";
import type { Bind } from "./binds.js";
import { findClientCommand } from "./client-commands.js";
import { findLoadingServers, isSame, type LoadingServer } from "./loading-servers.js";
import type { ProbedProgram } from "./probed-program.js";

/** The check that a program needs, as `--ready-check` takes it, or what is in the way of one. */
type ReadyCheck = Seen & ({ check: string } | { problem: string });

interface Seen {
  /** What was seen of it, as a sentence begins. */
  seen: string;
}

/** What a service would listen on, in the order that its checks need, and these. */
export interface ReadyChecks {
  addresses: Address[];
  checks: ReadyCheck[];
}

type Watched = Pick<ProbedProgram, "answers" | "binds" | "command" | "readyAfterMs">;

/** Finds the checks that a program would have failed while it loaded. */
export function findReadyChecks(program: Watched, found: readonly Address[]): ReadyChecks {
  const servers = findLoadingServers(program.answers, found);
  const notice = findNotice(program, servers);
  if (notice !== undefined) return { addresses: [...found], checks: [notice] };
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

/** A shorter time between its listen and its READY=1 does not make a program one that loads. */
const noticeableMs = 500;

/** READY=1 tells more than any answer, unless one has shown that it comes too early. */
function findNotice(
  { answers, binds, readyAfterMs }: Watched,
  servers: readonly LoadingServer[],
): (Seen & { check: string }) | undefined {
  if (readyAfterMs === null) return undefined;
  const [server] = servers;
  const notice = `the program said READY=1 at ${seconds(readyAfterMs)}`;
  if (server !== undefined) {
    const failing = servers.flatMap(({ changes }) =>
      changes.filter(({ says }) => says !== "ready"),
    );
    if (failing.some(({ untilMs }) => untilMs > readyAfterMs)) return undefined;
    const seen = `${describeAnswers(server.address, server.changes)}, and ${notice}`;
    return { seen, check: "notify" };
  }
  // Who was answered properly at once, or had to wait, needs no check.
  if (answers.length > 0) return undefined;
  const listened = firstListen(binds);
  if (listened === undefined || readyAfterMs - listened < noticeableMs) return undefined;
  return { seen: `${notice}, and listened from ${seconds(listened)} on`, check: "notify" };
}

function firstListen(binds: readonly Bind[]): number | undefined {
  const times = binds.flatMap(({ state, listenedAfterMs }) =>
    state === "listens" && listenedAfterMs !== null ? [listenedAfterMs] : [],
  );
  return times.length === 0 ? undefined : Math.min(...times);
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
