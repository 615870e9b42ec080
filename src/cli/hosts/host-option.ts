import { type Command, Option } from "commander";
import { collect } from "../options/collect-values.js";

/** The commands that can run on other machines as well as here. */
const commands = ["add", "ls", "status", "start", "stop", "restart", "logs", "rm"];

/** Gives these commands `--host USER@HOST`, on which `redirect.ts` acts. */
export function addHostOption(program: Command): void {
  for (const command of program.commands) {
    if (commands.includes(command.name())) command.addOption(hostOption());
  }
}

function hostOption(): Option {
  return new Option(
    "--host <USER@HOST>",
    "run it on that machine, over ssh; may be repeated",
  ).argParser(collect);
}

/** Tells whether a command line names another machine, before the command line is parsed. */
export function namesHost(args: readonly string[]): boolean {
  return args.some((arg) => arg === "--host" || arg.startsWith("--host="));
}
