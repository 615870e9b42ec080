import type { Command } from "commander";
import { probeHelp } from "./probe-help.js";
import type { ProbeOptions } from "./probe-options.js";

export function addProbe(program: Command, command: readonly string[] | undefined): void {
  program
    .command("probe")
    .summary("run a command, see what it binds, and show the units that would activate it")
    .usage("[OPTION]... -- COMMAND [ARG]...")
    .description(
      "Runs COMMAND as it is, sees what it binds and listens on, ends it, and shows the units that would\n" +
        "wake it at its first connection, with what stands in the way. Nothing is written.",
    )
    .option(
      "--for <SPAN>",
      "watch for so long, not until nothing new is bound for 3s (30s at most)",
    )
    .option("--add <NAME>", "then add it as the service NAME, as `rouse add` does")
    .option("--user", "for the services of this user (the default, but for root)")
    .option("--system", "for the services of the system (the default of root)")
    .option("--json", "as one JSON document")
    .helpOption("-h, --help", "this text")
    .addHelpText("after", probeHelp)
    .action(async (options: ProbeOptions) => {
      const { probe } = await import("./probe.js");
      await probe(options, command);
    });
}
