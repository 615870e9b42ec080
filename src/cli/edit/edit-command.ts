import type { Command } from "commander";
import type { EditOptions } from "./edit-options.js";

export function addEdit(program: Command): void {
  program
    .command("edit")
    .summary("edit the units of a service in your editor")
    .usage("NAME [OPTION]...")
    .description(
      "Opens copies of the units in $VISUAL, $EDITOR, editor or vi. systemd checks the edited units; then\n" +
        "they are written and started as `rouse add` does it.",
    )
    .argument("<NAME>", "the name of the service")
    .option("--user", "the service of this user")
    .option("--system", "the service of the system")
    .option("--dry-run", "show what would change and change nothing")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", editHelp)
    .action(async (name: string, options: EditOptions) => {
      const { editService } = await import("./edit.js");
      await editService(name, options);
    });
}

const editHelp = `
Exit status: 4 when there is no such service, or when it runs in the foreground (rouse listen); 125
when something failed, in which case everything is as it was before.`;
