import { setMaxListeners } from "node:events";
import { constants } from "node:os";
import type { Command, Option } from "commander";
import { ExitStatus } from "../../errors/exit-status.js";
import { parseDestination } from "../../hosts/destination.js";
import { requireUtf8 } from "../options/require-utf8.js";
import { say } from "../output/say.js";
import { showHostByHost, showInterleaved, showUnprefixed } from "./hosts-lines.js";

/** Makes the commands that take --host run there instead of here. */
export function redirectToHosts(
  program: Command,
  own: readonly string[],
  command: readonly string[] | undefined,
): void {
  const rest = command === undefined ? [] : ["--", ...command];
  for (const known of program.commands.filter(takesHost)) {
    known.action(async () => {
      const args = [...withoutHosts(own, [...program.options, ...known.options]), ...rest];
      const status = await runThere(known, args);
      if (status !== 0) throw new ExitStatus(status);
    });
  }
}

function takesHost({ options }: Command): boolean {
  return options.some(isHost);
}

function isHost({ long }: Option): boolean {
  return long === "--host";
}

interface HostOptions {
  host?: string[];
  json?: boolean | undefined;
  follow?: boolean | undefined;
  cwd?: string;
}

async function runThere(command: Command, args: readonly string[]): Promise<number> {
  const { host = [], json, follow, cwd } = command.opts<HostOptions>();
  const destinations = [...new Set(host)].map(parseDestination);
  requireUtf8(args);
  if (command.name() === "add" && cwd === undefined) {
    say("rouse: the command runs in your home folder there; use --cwd for another one");
  }
  const show = await chooseDisplay(command.name(), { json, follow });
  return untilInterrupted((interrupted) => show({ destinations, args, interrupted }));
}

async function chooseDisplay(name: string, { json, follow }: Pick<HostOptions, "json" | "follow">) {
  // Every line of logs is a document of its own, which names its machine.
  if (json && name === "logs") return showUnprefixed;
  if (json) return (await import("./hosts-json.js")).showDocuments;
  if (name === "ls") return (await import("./hosts-ls.js")).showServices;
  return follow ? showInterleaved : showHostByHost;
}

/** Returns the arguments as typed, without --host and its value. */
function withoutHosts(args: readonly string[], options: readonly Option[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    const option = options.find(({ short, long }) => arg === short || arg === long);
    const end = option?.required ? at + 2 : at + 1;
    const isOne = arg.startsWith("--host=") || (option !== undefined && isHost(option));
    if (!isOne) kept.push(...args.slice(at, end));
    at = end - 1;
  }
  return kept;
}

/** Ctrl-C reaches ssh by itself; a signal to us alone ends ssh as well. */
async function untilInterrupted(
  run: (interrupted: AbortSignal) => Promise<number>,
): Promise<number> {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  let ended = 0;
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(name, () => {
      ended = 128 + constants.signals[name];
      stop.abort();
    });
  }
  const status = await run(stop.signal);
  return ended || status;
}
