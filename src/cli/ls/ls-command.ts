import type { Command } from "commander";
import { askUnits } from "../../engines/systemd/inventory/ask-units.js";
import { type ListOptions, scopesOf } from "./list-options.js";

const lsHelp = `
STATE is asleep (the socket listens, the program does not run), waking, awake, "sleeps in 2:13" when nobody is
connected, stopping, failed, limit hit (systemd closed the socket after too many starts; \`rouse start\` opens it
again) or stopped (nobody listens). LAST WAKE is how long the client that woke it last had to wait for it.
Services of \`rouse listen --name\` are listed while they run.`;

export function addLs(program: Command): void {
  program
    .command("ls")
    .summary("every service in a line: its state, who is connected, and why it is awake")
    .usage("[OPTION]...")
    .description("Shows the services that Rouse wrote for this user and for the system.")
    .option("--user", "those of this user only")
    .option("--system", "those of the system only")
    .option("--json", "as one JSON document")
    .helpOption("-h, --help", "this text")
    .addHelpText("after", lsHelp)
    .action(async (options: ListOptions) => {
      const { list } = await import("./ls.js");
      await list(askUnits(scopesOf(options)), options);
    });
}
