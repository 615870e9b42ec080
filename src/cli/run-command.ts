import { type Command, CommanderError } from "commander";
import { RouseError } from "../errors.js";
import { namesHost } from "./host-option.js";
import { createProgram } from "./program.js";
import { programMissing } from "./program-missing.js";

/**
 * Does what a command line says.
 * @throws USAGE, and what the command throws
 */
export async function runCommand(own: string[], command: string[] | undefined): Promise<void> {
  const program = createProgram(command);
  try {
    if (own.length === 0) program.help();
    if (namesHost(own)) (await import("./on-hosts.js")).sendElsewhere(program, own, command);
    await program.parseAsync(own, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usage(error, program, own, command);
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
  const problem = message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
  return new RouseError("USAGE", {
    problem,
    help: isCommand ? `rouse ${name} --help` : "rouse --help",
  });
}
