import type { Command } from "commander";
import type { StatusOptions } from "./status-options.js";

const statusHelp = `
Exit status: 0 when the service listens or runs, 3 when it does not, 4 when there is no such
service, 125 when something failed.`;

export function addStatus(program: Command): void {
  program
    .command("status")
    .summary("show everything about a service, and why it is awake")
    .usage("NAME [OPTION]...")
    .description(
      "Shows the state of a service and the reason for it, its clients, where it listens, what its program\n" +
        "does, its units, and the last lines of its log.",
    )
    .argument("<NAME>", "the name of the service")
    .option("--user", "the service of this user")
    .option("--system", "the service of the system")
    .option("--json", "print one JSON document")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", statusHelp)
    .action(async (name: string, options: StatusOptions) => {
      const { showStatus } = await import("./status.js");
      await showStatus(name, options);
    });
}
