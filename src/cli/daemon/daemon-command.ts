import type { Command } from "commander";
import { daemonHelp } from "../options/address-help.js";

export function addDaemon(program: Command): void {
  const daemon = program
    .command("daemon")
    .summary("the services of this user over HTTP, for its owner alone")
    .usage("COMMAND ...")
    .description("An HTTP interface to the services of this user, that nobody else can reach.")
    .helpOption("-h, --help", "this text")
    .addHelpText("after", daemonHelp);
  daemon
    .command("run")
    .usage("[OPTION]...")
    .summary("serve it in the foreground")
    .description(
      "Serves until it is stopped, or, where a service manager started it, until nobody has asked for a while.",
    )
    .option("--idle <SPAN>", "leave after SPAN without a client (10min), if activated; 0 is never")
    .action(async (_, command: Command) => {
      const { runDaemon } = await import("./daemon-run.js");
      await runDaemon(command.optsWithGlobals());
    });
  daemon
    .command("status")
    .usage("[OPTION]...")
    .summary("whether it runs, where, and what it sees")
    .option("--json", "as one JSON document")
    .action(async (_, command: Command) => {
      const { showDaemon } = await import("./daemon-status.js");
      await showDaemon(command.optsWithGlobals());
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
