import { type Command, CommanderError } from "commander";
import { RouseError } from "../errors/rouse-error.js";
import { namesHost } from "./hosts/host-option.js";
import { addExample, listenExample, probeExample } from "./options/examples.js";
import { createProgram } from "./program.js";

/**
 * Runs the command that the command line names.
 * @throws USAGE, and what the command throws
 */
export async function runCommand(args: string[]): Promise<void> {
  const [own, command] = splitCommand(args);
  const program = createProgram(command);
  try {
    if (own.length === 0) program.help();
    if (namesHost(own))
      (await import("./hosts/redirect-to-hosts.js")).redirectToHosts(program, own, command);
    await program.parseAsync(own, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usage(error, program, own, command);
  }
}

/** What stands behind the first `--` is a command for others and no business of the option parser. */
function splitCommand(args: string[]): [own: string[], command: string[] | undefined] {
  const dashes = args.indexOf("--");
  return dashes === -1 ? [args, undefined] : [args.slice(0, dashes), args.slice(dashes + 1)];
}

/** What may be of the command that was meant to run, where no -- stands before it. */
const ofAnother = new Set(["commander.unknownOption", "commander.excessArguments"]);
const examples: Record<string, string> = {
  add: addExample,
  listen: listenExample,
  probe: probeExample,
};

function usage(
  { code, message }: CommanderError,
  program: Command,
  own: string[],
  command?: string[],
): RouseError {
  const [name = ""] = own;
  const example = examples[name];
  if (example !== undefined && !command && ofAnother.has(code)) {
    return new RouseError("PROGRAM_MISSING", { example });
  }
  const isCommand = program.commands.some((known) => known.name() === name);
  const problem = message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
  return new RouseError("USAGE", {
    problem,
    help: isCommand ? `rouse ${name} --help` : "rouse --help",
  });
}
