import type { Address } from "../address/address.js";
import { socketName } from "../address/address.js";
import { hasConnections } from "../definition/parse-ready.js";
import { findClientCommand } from "./client-commands.js";
import { findLoadingServers, isSame, type LoadingServer } from "./loading-servers.js";
import type { Observation } from "./observe.js";

/** The check that a server needs, as `--ready-check` takes it, or what is in the way of one. */
type ReadyCheck = { server: LoadingServer } & ({ check: string } | { problem: string });

/** What a service would listen on, in the order that its checks need, and these. */
export interface ReadyChecks {
  addresses: Address[];
  checks: ReadyCheck[];
}

/** Finds the checks that a program would have failed while it loaded. */
export function findReadyChecks(
  {
    answers,
    command: [program = ""],
  }: Pick<Observation, "answers"> & { command: readonly string[] },
  found: readonly Address[],
): ReadyChecks {
  const servers = findLoadingServers(answers, found);
  const addresses = inOrder(found, servers);
  const first = addresses.find(hasConnections);
  const checks = servers.map((server) => {
    const isFirst = first !== undefined && isSame(server.address, first);
    return { server, ...findCheck(server, isFirst, program) };
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
