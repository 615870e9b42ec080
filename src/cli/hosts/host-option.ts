import { type Command, Option } from "commander";
import { append } from "../options/collect.js";

/** What can be done on other machines as well as here. */
const commands = ["add", "ls", "status", "start", "stop", "restart", "logs", "rm"];

/** Gives them `--host USER@HOST`; what it does then is seen to by `on-hosts.ts`. */
export function addHostOption(program: Command): void {
  for (const command of program.commands) {
    if (commands.includes(command.name())) command.addOption(hostOption());
  }
}

function hostOption(): Option {
  return new Option("--host <USER@HOST>", "on that machine, by ssh; may be repeated").argParser(
    append,
  );
}

/** Whether a command line asks for another machine, before it is known what it asks. */
export function namesHost(args: readonly string[]): boolean {
  return args.some((arg) => arg === "--host" || arg.startsWith("--host="));
}
