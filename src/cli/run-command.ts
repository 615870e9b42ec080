import { type Command, CommanderError } from "commander";
import { namesHost } from "./hosts/host-option.js";
import { createProgram } from "./program.js";
import { pathOf, usageError } from "./usage-error.js";

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
    await program.parseAsync(withoutUnknownHelp(program, own), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error, program, own, command);
  }
}

/** What stands behind the first `--` is a command for others and no business of the option parser. */
function splitCommand(args: string[]): [own: string[], command: string[] | undefined] {
  const dashes = args.indexOf("--");
  return dashes === -1 ? [args, undefined] : [args.slice(0, dashes), args.slice(dashes + 1)];
}

/** commander answers `help lst` with the whole help; without `help` it names the near command, as for `rouse lst`. */
function withoutUnknownHelp(program: Command, own: string[]): string[] {
  const path = pathOf(program, own);
  const depth = path.length - 1;
  const asked = own[depth + 1];
  const isUnknown = !path.at(-1)?.commands.some((known) => known.name() === asked);
  if (own[depth] !== "help" || asked === undefined || asked.startsWith("-") || !isUnknown)
    return own;
  return own.toSpliced(depth, 1);
}
