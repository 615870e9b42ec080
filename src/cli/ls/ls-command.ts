import type { Command } from "commander";
import { askUnits } from "../../engines/systemd/inventory/ask-units.js";
import { type LsOptions, scopesOf } from "./ls-options.js";

const lsHelp = `
STATE is asleep (the socket listens, the program does not run), waking, awake, "sleeps in 2:13"
when no client is connected, frozen (it sleeps and stands still; the next client continues it),
stopping, failing (it has failed, and is tried again, since a client waits), failed, limit hit
(systemd closed the socket after too many starts; \`rouse start\` opens it again) or stopped (nothing
listens). WHY is what keeps it awake, or what it waits for. LAST WAKE is how long the client that
last woke the service had to wait. ROUSE-EXEC is shown where the next start of a service runs
another rouse-exec than the one that runs now: "0.1.0, next 0.2.0". Services of \`rouse listen
--name\` are listed while they run.

Exit status: 3 when one of them is failing, failed or limit hit, else 0.`;

export function addLs(program: Command): void {
  program
    .command("ls")
    .summary("list the services: state, connections, and why each one is awake")
    .usage("[OPTION]...")
    .description("Shows the services that Rouse wrote for this user and for the system.")
    .option("--user", "only the services of this user")
    .option("--system", "only the services of the system")
    .option("--json", "print one JSON document")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", lsHelp)
    .action(async (options: LsOptions) => {
      const { list } = await import("./ls.js");
      await list(askUnits(scopesOf(options)), options);
    });
}
