import type { Command } from "commander";
import type { StatusOptions } from "./status-options.js";

const statusHelp = `
Exit status: 0 when it listens or runs, 3 when it does not, 4 when there is no such service, 125 when something
failed.`;

export function addStatus(program: Command): void {
  program
    .command("status")
    .summary("everything about a service, and the reason why it is awake")
    .usage("NAME [OPTION]...")
    .description(
      "Shows the state of a service and the reason for it, who is connected, where it listens, what its\n" +
        "program does, its units, and what it said last.",
    )
    .argument("<NAME>", "what the service is called")
    .option("--user", "that of this user")
    .option("--system", "that of the system")
    .option("--json", "as one JSON document")
    .helpOption("-h, --help", "this text")
    .addHelpText("after", statusHelp)
    .action(async (name: string, options: StatusOptions) => {
      const { showStatus } = await import("./status.js");
      await showStatus(name, options);
    });
}
