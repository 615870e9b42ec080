import type { Command } from "commander";
import { collect } from "../options/collect-values.js";
import type { EditOptions } from "./edit-options.js";

export function addEdit(program: Command): void {
  program
    .command("edit")
    .summary("change a service: its options, or its units in your editor")
    .usage("NAME [OPTION]...")
    .description(
      "Opens copies of the units in $VISUAL, $EDITOR, editor or vi. systemd checks the edited units; then\n" +
        "they are written and started as `rouse add` does it. With --set, changes options without an editor.",
    )
    .argument("<NAME>", "the name of the service")
    .option(
      "--set <OPTION=VALUE>",
      "give an option another value, see below; may be repeated",
      collect,
    )
    .option("--user", "the service of this user")
    .option("--system", "the service of the system")
    .option("--dry-run", "show what would change and change nothing")
    .option("--json", "print one JSON document")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", editHelp)
    .action(async (name: string, options: EditOptions) => {
      const { editService } = await import("./edit.js");
      await editService(name, options);
    });
}

const editHelp = `
OPTION is a long option of the command that made the service, \`rouse add\` or \`rouse podman\`,
without its dashes, and VALUE what it takes: yes or no if it takes nothing. Without VALUE it is the
default again. An option that may be repeated is replaced by all that --set gives it. What was
edited in the units stays; a setting that would change an edited line is refused. A service that is
awake stays as it is until it sleeps or is restarted.

Examples
  rouse edit web --set idle=30min --set ready-check=http:/health
  rouse edit web --set stop-timeout= --set connect-guard=no --dry-run

Exit status: 4 when there is no such service, or when it runs in the foreground (rouse listen); 125
when something failed, in which case everything is as it was before.`;
