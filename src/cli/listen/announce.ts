import { formatBareAddress } from "../../address/address.js";
import { useOfSockets } from "../../address/use-of-sockets.js";
import { visible } from "../../errors/rouse-error.js";
import type { RouseExecCommand } from "../../rouse-exec/command-line.js";
import { quoteCommand } from "../../sys/programs/quote-command.js";
import { loopbackClause, sleepClause, withOpenPorts } from "../output/service-clauses.js";

/** Returns one line: what is held, what will run, when it sleeps, and how to open a bare port to others. */
export function announce(
  texts: readonly string[],
  { addresses, command, idle }: RouseExecCommand,
): string {
  const all = addresses.map(formatBareAddress).join(", ");
  const what = useOfSockets(addresses);
  const wake = `holding ${all}; the first ${what} starts \`${shorten(command)}\``;
  const clauses = [wake, sleepClause(idle, `a ${what}`), ...exposure(texts, addresses)];
  return visible(`rouse: ${clauses.join("; ")}`);
}

function exposure(texts: readonly string[], addresses: RouseExecCommand["addresses"]): string[] {
  const clause = loopbackClause(texts, addresses);
  if (clause === undefined) return [];
  const open = quoteCommand(["rouse", "listen", ...withOpenPorts(texts)]);
  return [`${clause}; to let other machines connect: ${open}`];
}

function shorten(command: readonly string[]): string {
  const text = quoteCommand(command);
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}

const longest = 200;
