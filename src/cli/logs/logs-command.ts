import type { Command } from "commander";
import type { LogsOptions } from "./logs-options.js";

const logsHelp = `
The command runs journalctl(1), which defines TIME and N: TIME may be "2026-01-31 12:00", "1 hour
ago" or yesterday.

Exit status: 4 when there is no such service, or when it runs in the foreground (rouse listen), 125
when you may not read the journal; otherwise that of journalctl.`;

export function addLogs(program: Command): void {
  program
    .command("logs")
    .summary("show what a service logged, and what systemd logged about it")
    .usage("NAME [OPTION]...")
    .description(
      "Shows the journal of a service: its program, rouse-exec, and systemd about its units.",
    )
    .argument("<NAME>", "the name of the service")
    .option("-f, --follow", "keep showing new entries")
    .option("-n, --lines <N>", "only the last N lines")
    .option("--since <TIME>", "only entries from TIME on")
    .option("--user", "the service of this user")
    .option("--system", "the service of the system")
    .option("--json", "print each entry as JSON, as `journalctl -o json` does")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", logsHelp)
    .action(async (name: string, options: LogsOptions) => {
      const { showLogs } = await import("./logs.js");
      await showLogs(name, options);
    });
}
