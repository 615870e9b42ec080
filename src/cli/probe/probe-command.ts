import type { Command } from "commander";
import type { ProbeOptions } from "./probe-options.js";

export function addProbe(program: Command, command: readonly string[] | undefined): void {
  program
    .command("probe")
    .summary("run a command, see what it binds, and show the units that would activate it")
    .usage("[OPTION]... -- COMMAND [ARG]...")
    .description(
      "Runs COMMAND as it is, watches what it binds and listens on and when it is ready, and ends it.\n" +
        "Then shows the units that would start it at its first connection, and what stands in the way.\n" +
        "Writes nothing.",
    )
    .option(
      "--for <SPAN>",
      "watch for SPAN (default: until nothing is bound or loading for 3s, 30s at most)",
    )
    .option("--add <NAME>", "afterwards add it as the service NAME, as `rouse add` does")
    .option("--user", "a service of this user (the default, except for root)")
    .option("--system", "a service of the system (the default for root)")
    .option("--json", "print one JSON document")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", probeHelp)
    .action(async (options: ProbeOptions) => {
      const { probe } = await import("./probe.js");
      await probe(options, command);
    });
}

const probeHelp = `
SPAN is a duration such as 90s or 1min; a number without a unit is seconds.

COMMAND is watched until it listens, and for 3 seconds has neither bound anything new nor said that
it is loading; Ctrl-C ends the watch at once and shows what was seen. The output of COMMAND goes to
stderr, and its stdin is empty. Then all its processes are ended, by SIGTERM and, after 5 seconds,
by SIGKILL. COMMAND runs for real: what it writes stays written.

While it starts, its TCP and unix sockets are asked whether they are ready: by GET of /health,
/healthz, /ready, /-/ready and /, or as clients of PostgreSQL, Redis and MariaDB do. READY=1 is
heard as well (NOTIFY_SOCKET). If COMMAND listened before it was ready, the service gets the
--ready-check that keeps its clients waiting.

LISTENS is when COMMAND began to listen, in milliseconds after its start; it is "no" where clients
cannot connect, "in use" where another program has the address, and "closed" where COMMAND no
longer listens.

Example
  rouse probe -- python3 -m http.server 8080 --bind 127.0.0.1

Exit status: 125 when something failed, or when --add finds nothing to add.`;
