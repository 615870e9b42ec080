import type { Command } from "commander";
import type { RemoveOptions } from "./rm.js";

export function addRemove(program: Command): void {
  program
    .command("rm")
    .summary("remove services and all that was written for them")
    .usage("NAME... [OPTION]...")
    .description(
      "Stops each service and its sockets, and removes its units, their enablement and its report. What\n" +
        "Rouse did not write stays; a service that was converted is as it was before.",
    )
    .argument("<NAME...>", "what the services are called")
    .option("--user", "those of this user")
    .option("--system", "those of the system")
    .option("--dry-run", "show what goes, change nothing")
    .option("--json", "as one JSON document")
    .helpOption("-h, --help", "this text")
    .addHelpText("after", removeHelp)
    .action(async (names: string[], options: RemoveOptions) => {
      const { removeServices } = await import("./rm.js");
      await removeServices(names, options);
    });
}

const removeHelp = `
A NAME that both this user and the system have takes --user or --system.

Exit status: 4 when there is no such service; 125 when something failed, and the service that could
not be removed is as it was.`;
