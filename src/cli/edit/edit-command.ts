import type { Command } from "commander";
import type { EditOptions } from "./edit.js";

export function addEdit(program: Command): void {
  program
    .command("edit")
    .summary("change the units of a service in your editor")
    .usage("NAME [OPTION]...")
    .description(
      "Opens copies of the units in $VISUAL, $EDITOR, editor or vi. systemd checks what was changed; then\n" +
        "it is written and started as `rouse add` does it.",
    )
    .argument("<NAME>", "what the service is called")
    .option("--user", "that of this user")
    .option("--system", "that of the system")
    .option("--dry-run", "show what would change, change nothing")
    .helpOption("-h, --help", "this text")
    .addHelpText("after", editHelp)
    .action(async (name: string, options: EditOptions) => {
      const { editService } = await import("./edit.js");
      await editService(name, options);
    });
}

const editHelp = `
Exit status: 4 when there is no such service; 125 when something failed, and then all is as it was.`;
