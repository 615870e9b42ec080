import { Argument, type Command, Option } from "commander";
import { completionHelp } from "../options/address-help.js";

export const shells = ["bash", "zsh", "fish"] as const;

export function addCompletion(program: Command): void {
  program
    .command("completion")
    .summary("the completion of rouse for your shell")
    .usage("SHELL")
    .description(
      "Prints a script that completes the commands of rouse, their options and their values.",
    )
    .addArgument(new Argument("[SHELL]", "the shell to complete in").choices(shells))
    // For the scripts themselves.
    .addOption(new Option("--names", "the names of the services, a line each").hideHelp())
    .helpOption("-h, --help", "this text")
    .addHelpText("after", completionHelp)
    .action(async (shell: (typeof shells)[number] | undefined, { names }: { names?: true }) => {
      const { printCompletion, printNames } = await import("./completion.js");
      if (names) printNames();
      else printCompletion(program, shell);
    });
}
