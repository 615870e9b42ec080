import { formatAddress } from "../../address/address.js";
import { expandBarePort, isBarePort } from "../../address/bare-port.js";
import { visible } from "../../errors/rouse-error.js";
import type { RouseExecCommand } from "../../rouse-exec/command-line.js";
import { quoteCommand } from "../../sys/programs/quote-command.js";
import { formatSpan } from "../../time/span.js";

/** One line: what is held, what will run, when it sleeps, and how to open a bare port to others. */
export function announce(
  texts: readonly string[],
  { addresses, command, idle }: RouseExecCommand,
): string {
  const places = addresses.map(formatAddress).join(", ");
  const wake = `holding ${places}; the first connection starts \`${shown(command)}\``;
  return visible([`rouse: ${wake}`, sleep(idle), ...exposure(texts)].join("; "));
}

function sleep(idle: number): string {
  if (idle === 0 || idle === Number.POSITIVE_INFINITY) return "it stays once started";
  return `it sleeps after ${formatSpan(idle)} without a connection`;
}

function exposure(texts: readonly string[]): string[] {
  const bare = texts.filter(isBarePort);
  if (bare.length === 0) return [];
  const whose = bare.length === texts.length ? "" : ` to ${bare.map(loopback).join(", ")}`;
  const opened = bare.map((text) => expandBarePort(text, "0.0.0.0")).join(" ");
  return [`only this machine can connect${whose}, for others too: rouse listen ${opened}`];
}

/** Where a bare port listens: `127.0.0.1:8080`. */
export function loopback(text: string): string {
  return expandBarePort(text).replace(/,.*/s, "");
}

function shown(command: readonly string[]): string {
  const text = quoteCommand(command);
  return text.length <= longest ? text : `${text.slice(0, longest)}…`;
}

const longest = 200;
