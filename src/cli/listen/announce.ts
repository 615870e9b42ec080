import { formatBareAddress } from "../../address/address.js";
import { isBarePort } from "../../address/bare-port.js";
import { useOfSockets } from "../../address/use-of-sockets.js";
import { visible } from "../../errors/rouse-error.js";
import type { RouseExecCommand } from "../../rouse-exec/command-line.js";
import { showCommand } from "../../sys/programs/quote-command.js";
import {
  loopbackClause,
  openingClause,
  openPorts,
  sleepClause,
} from "../output/service-clauses.js";

/** Returns a line on what is held and what will run, one on when it sleeps, and one on who can connect, if not everybody. */
export function announce(
  texts: readonly string[],
  { addresses, command, idle }: RouseExecCommand,
): string {
  const all = addresses.map(formatBareAddress).join(", ");
  const what = useOfSockets(addresses);
  const wake = `holding ${all}; the first ${what} starts \`${shorten(command)}\``;
  const lines = [wake, sleepClause(idle, `a ${what}`), ...exposure(texts, addresses)];
  return lines.map((line) => visible(`rouse: ${line}`)).join("\n");
}

function exposure(texts: readonly string[], addresses: RouseExecCommand["addresses"]): string[] {
  const clause = loopbackClause(addresses);
  const opening = openingClause(texts, addresses);
  if (clause === undefined) return [];
  return [
    opening === undefined ? clause : `${clause}; ${opening}, listen on ${replacement(texts)}`,
  ];
}

/** `0.0.0.0:8080 instead`; of several addresses, each bare port is named. */
function replacement(texts: readonly string[]): string {
  const open = `${openPorts(texts).map(quoteWord).join(" and ")} instead`;
  const bare = texts.filter(isBarePort).map(quoteWord).join(" and ");
  return texts.length === 1 ? open : `${open} of ${bare}`;
}

function quoteWord(word: string): string {
  return showCommand([word]);
}

function shorten(command: readonly string[]): string {
  const text = showCommand(command);
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}

const longest = 200;
