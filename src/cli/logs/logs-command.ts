import type { Command } from "commander";
import type { LogsOptions } from "./logs-options.js";

const logsHelp = `
It becomes journalctl(1), whose words TIME and N are: "2026-01-31 12:00", "1 hour ago", yesterday.

Exit status: 4 when there is no such service, 125 when the journal is closed to you; else that of journalctl.`;

export function addLogs(program: Command): void {
  program
    .command("logs")
    .summary("what a service and systemd said about it")
    .usage("NAME [OPTION]...")
    .description(
      "Shows the journal of a service: its program, rouse-exec, and systemd about its units.",
    )
    .argument("<NAME>", "what the service is called")
    .option("-f, --follow", "go on with what is said from now on")
    .option("-n, --lines <N>", "the last N lines only")
    .option("--since <TIME>", "from TIME on")
    .option("--user", "that of this user")
    .option("--system", "that of the system")
    .option("--json", "each entry as JSON, as `journalctl -o json` has it")
    .helpOption("-h, --help", "this text")
    .addHelpText("after", logsHelp)
    .action(async (name: string, options: LogsOptions) => {
      const { showLogs } = await import("./logs.js");
      await showLogs(name, options);
    });
}
