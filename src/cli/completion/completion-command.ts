import { Argument, type Command, Option } from "commander";
import { type CompletionOptions, type Shell, shells } from "./completion-options.js";

export function addCompletion(program: Command): void {
  program
    .command("completion")
    .summary("print the completion script for your shell")
    .usage("SHELL")
    .description(
      "Prints a script that completes the commands of rouse, their options and their values.",
    )
    .addArgument(new Argument("[SHELL]", "the shell to complete in").choices(shells))
    // For the scripts themselves.
    .addOption(new Option("--names", "the names of the services, one per line").hideHelp())
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", completionHelp)
    .action(async (shell: Shell | undefined, { names }: CompletionOptions) => {
      const { printCompletion, printNames } = await import("./completion.js");
      if (names) printNames();
      else printCompletion(program, shell);
    });
}

const completionHelp = `
Write the script to where your shell looks for completions, and again after each update of rouse:
  bash  rouse completion bash >~/.local/share/bash-completion/completions/rouse
  zsh   rouse completion zsh >~/.zfunc/_rouse
  fish  rouse completion fish >~/.config/fish/completions/rouse.fish
For zsh, put fpath+=~/.zfunc before compinit in ~/.zshrc. Without the package bash-completion,
source the file in ~/.bashrc.

After --, the script completes as the command named there does.`;
