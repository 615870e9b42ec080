#!/usr/bin/env node
import "../sys/descriptors-at-start.js";

import { type Command, CommanderError } from "commander";
import { type ErrorCode, RouseError } from "../errors.js";
import { createProgram } from "./program.js";
import { programMissing } from "./program-missing.js";
import { say } from "./say.js";

/** As `systemctl status` says that something does not run, or is not known (LSB). */
const statuses: Partial<Record<ErrorCode, number>> = { DAEMON_NOT_RUNNING: 3, SERVICE_UNKNOWN: 4 };

/** Ours; below it are those of the command that runs, 126 and 127 as every shell has them. */
const failure = 125;

/** What stands behind the first `--` is a command for others and no business of the option parser. */
function splitCommand(args: string[]): [own: string[], command: string[] | undefined] {
  const dashes = args.indexOf("--");
  return dashes === -1 ? [args, undefined] : [args.slice(0, dashes), args.slice(dashes + 1)];
}

async function main(args: string[]): Promise<number> {
  const [own, command] = splitCommand(args);
  const program = createProgram(command);
  try {
    if (own.length === 0) program.help();
    await program.parseAsync(own, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    say(
      `rouse: ${oneLine(error instanceof CommanderError ? usage(error, program, own, command) : error)}`,
    );
    return (error instanceof RouseError && statuses[error.code]) || failure;
  }
}

function usage(
  { code, message }: CommanderError,
  program: Command,
  own: string[],
  command?: string[],
): RouseError {
  const [name = ""] = own;
  // The option, or word, may be one of the command that was meant to run.
  const isForeign = code === "commander.unknownOption" || code === "commander.excessArguments";
  if (!command && isForeign && name === "listen") return new RouseError("PROGRAM_MISSING", {});
  if (!command && isForeign && name === "add") return programMissing();
  const isCommand = program.commands.some((known) => known.name() === name);
  const problem = oneLine(message.replace(/^error: /, ""));
  return new RouseError("USAGE", {
    problem,
    help: isCommand ? `rouse ${name} --help` : "rouse --help",
  });
}

function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s*\n\s*/g, " ");
}

process.exit(await main(process.argv.slice(2)));
