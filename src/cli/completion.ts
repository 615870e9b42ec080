import type { Command } from "commander";
import { RouseError } from "../errors.js";
import { findReports } from "../exec/report-path.js";
import { describeCommand } from "./command-tree.js";
import { bashScript } from "./completion/bash.js";
import { fishScript } from "./completion/fish.js";
import { zshScript } from "./completion/zsh.js";
import { write } from "./say.js";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** @throws USAGE without a shell */
export function printCompletion(program: Command, shell: keyof typeof scripts | undefined): void {
  const help = "rouse completion --help";
  if (!shell) throw new RouseError("USAGE", { problem: "missing required argument 'SHELL'", help });
  write(1, scripts[shell](describeCommand(program)));
}

export function printNames(): void {
  write(
    1,
    findReports()
      .map(({ name }) => `${name}\n`)
      .join(""),
  );
}
