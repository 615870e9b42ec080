import type { Command } from "commander";
import { addressHelp } from "../options/address-help.js";
import { collect } from "../options/collect-values.js";
import { noConnectGuard, noPathGuards } from "../options/guards.js";
import { checkHelp } from "../options/ready.js";
import { addReadyOptions, addRuleOptions } from "../options/service-options.js";
import type { ListenOptions } from "./listen-options.js";

export function addListen(program: Command, command: readonly string[] | undefined): void {
  const listen = program
    .command("listen")
    .summary("hold sockets in the foreground and run a command when a client connects")
    .usage("ADDR... [OPTION]... -- COMMAND [ARG]...")
    .description(
      "Listens on every ADDR and runs COMMAND at the first connection. COMMAND gets these sockets in\n" +
        "place of the ones it would open itself, and talks to its clients directly. It is stopped when no\n" +
        "client has been connected for a while; the next connection starts it again. Needs no systemd.",
    )
    .argument("[ADDR...]", "an address to listen on, see below")
    .option(
      "--idle <SPAN>",
      "stop COMMAND SPAN after its last connection (default 10min; 0: never)",
    );
  addReadyOptions(listen);
  addRuleOptions(listen);
  listen
    .option("--map <BIND=NAME>", "answer COMMAND's bind to BIND with the socket NAME", collect)
    .option("--name <N>", "show it as N in `rouse ls`, by a report in a folder of this user")
    .addOption(noPathGuards("COMMAND"))
    .addOption(noConnectGuard("COMMAND"))
    .option("-v, --verbose", "print what happens at every bind, sleep and wake")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", listenHelp)
    .action(async (addresses: string[], options: ListenOptions) => {
      const { listen } = await import("./listen.js");
      await listen(addresses, options, command);
    });
}

const listenHelp = `
${addressHelp}

${checkHelp}

Examples
  A web server that runs only while it is used, for this machine alone:
    rouse listen 8080 -- python3 -m http.server 8080
  A Node server for the whole network, asleep after one minute without a connection:
    rouse listen 0.0.0.0:3000 --idle 1min -- node server.js

Exit status: that of COMMAND; 124 when it was ended because it did not listen where a client
waited or was not ready in time, 125 when Rouse failed, 126 when COMMAND cannot be executed, 127
when it was not found.`;
