import type { Command } from "commander";
import type { RemoveOptions } from "./rm-options.js";

export function addRemove(program: Command): void {
  program
    .command("rm")
    .summary("remove services and everything that was written for them")
    .usage("NAME... [OPTION]...")
    .description(
      "Stops each service and its sockets, and removes its units, their enablement and its report.\n" +
        "Files that Rouse did not write stay; a converted service becomes what it was before.",
    )
    .argument("<NAME...>", "the names of the services")
    .option("--user", "services of this user")
    .option("--system", "services of the system")
    .option("--dry-run", "show what would be removed and change nothing")
    .option("--json", "print one JSON document")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", removeHelp)
    .action(async (names: string[], options: RemoveOptions) => {
      const { removeServices } = await import("./rm.js");
      await removeServices(names, options);
    });
}

const removeHelp = `
Use --user or --system when both this user and the system have a service NAME.

Exit status: 4 when there is no such service, or when it runs in the foreground (rouse listen); 125
when something failed, in which case the service that could not be removed is as it was before.`;
