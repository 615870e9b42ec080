import type { Command } from "commander";
import type { DaemonOptions } from "./daemon-options.js";

export function addDaemon(program: Command): void {
  const daemon = program
    .command("daemon")
    .summary("show the state of this user's services over HTTP, to this user alone")
    .usage("COMMAND ...")
    .description(
      "Serves an HTTP interface to the services of this user, which nobody else can reach.",
    )
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", daemonHelp);
  daemon
    .command("run")
    .usage("[OPTION]...")
    .summary("serve it in the foreground")
    .description(
      "Serves until it is stopped or, where a service manager started it, until no client has asked for a while.",
    )
    .option("--server <ENDPOINT>", "where to listen")
    .option(
      "--idle <SPAN>",
      "if activated, exit after SPAN without a client (default 10min; 0: never)",
    )
    .option("--take-over", "end a daemon that is alive and does not answer, instead of giving up")
    .action(async (options: DaemonOptions) => {
      const { runDaemon } = await import("./daemon-run.js");
      await runDaemon(options);
    });
  daemon
    .command("status")
    .usage("[OPTION]...")
    .summary("show whether it runs, where, and what it sees")
    .option("--server <ENDPOINT>", "the daemon to ask")
    .option("--json", "print one JSON document")
    .action(async (options: DaemonOptions) => {
      const { showDaemon } = await import("./daemon-status.js");
      await showDaemon(options);
    });
  daemon
    .command("stop")
    .usage("[OPTION]...")
    .summary("stop it")
    .action(async () => {
      const { endDaemon } = await import("./daemon-stop.js");
      await endDaemon();
    });
}

const daemonHelp = `
The daemon listens on a unix socket that only you can open, $XDG_RUNTIME_DIR/rouse/daemon.sock
(without that variable: /tmp/rouse-UID/daemon.sock), or on ENDPOINT: unix:///PATH, 127.0.0.1:PORT
or [::1]:PORT. GET /v1/openapi.json describes the interface. SPAN is a duration such as 90s or
10min; a number without a unit is seconds.
With systemd, the first client starts it: systemctl --user enable --now rouse.socket

Exit status: 3 when \`status\` or \`stop\` finds that it does not run, 125 when something failed.`;
