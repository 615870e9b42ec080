import { basename } from "node:path";
import type { Command } from "commander";
import { readForeground } from "../../engines/embedded/survey-foreground.js";
import { findServices, stemOf } from "../../engines/systemd/inventory/find-services.js";
import { RouseError } from "../../errors/rouse-error.js";
import { write } from "../output/say.js";
import { bashScript } from "./bash.js";
import { type CommandShape, describeCommand } from "./command-tree.js";
import type { Shell } from "./completion-options.js";
import { fishScript } from "./fish.js";
import { zshScript } from "./zsh.js";

const scripts: Record<Shell, (program: CommandShape) => string> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** @throws USAGE without a shell */
export function printCompletion(program: Command, shell: Shell | undefined): void {
  const help = "rouse completion --help";
  if (!shell)
    throw new RouseError("USAGE", {
      problem: `SHELL is missing: expected one of ${Object.keys(scripts).join(", ")}`,
      help,
    });
  write(1, scripts[shell](describeCommand(program)));
}

/** Prints the names of the services, one per line, for the scripts; a name with a line break cannot be typed anyway. */
export function printNames(): void {
  const services = findServices();
  // The reports of services with units can be in the same folder.
  const reports = new Set(services.map((service) => `${stemOf(service)}.json`));
  const others = readForeground(new Set()).found.filter(({ file }) => !reports.has(basename(file)));
  const names = new Set([
    ...services.map(({ name }) => name),
    ...others.map(({ report }) => report.name),
  ]);
  const lines = [...names].filter((name) => !/\p{Cc}/u.test(name));
  write(1, lines.map((name) => `${name}\n`).join(""));
}
