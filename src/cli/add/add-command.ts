import type { Command } from "commander";
import { addressHelp } from "../options/address-help.js";
import { collect } from "../options/collect-values.js";
import { noConnectGuard, noPathGuards } from "../options/guards.js";
import { checkHelp } from "../options/ready.js";
import { addReadyOptions, addRuleOptions } from "../options/service-options.js";
import type { AddOptions } from "./add-options.js";

export function addAdd(program: Command, command: readonly string[] | undefined): void {
  const add = program
    .command("add")
    .summary("turn a command into a service that its first client starts")
    .usage("NAME --listen ADDR... [OPTION]... -- COMMAND [ARG]...")
    .description(
      "Writes NAME.socket and NAME.service, has systemd check them, and enables and starts the socket. From\n" +
        "then on, and after every boot, systemd listens and starts COMMAND at the first connection. COMMAND\n" +
        "is stopped when no client has been connected for a while. An existing service is changed to match.",
    )
    .argument("<NAME>", "the name of the service")
    .option("--listen <ADDR>", "an address to listen on, see below; may be repeated", collect)
    .option(
      "--idle <SPAN>",
      "stop COMMAND SPAN after its last connection (default 10min; 0: never)",
    );
  addReadyOptions(add);
  addRuleOptions(add);
  add
    .option("--map <BIND=NAME>", "answer COMMAND's bind to BIND with the socket NAME", collect)
    .option("--cwd <DIR>", "the folder that COMMAND runs in (default: this one)")
    .option("--env <K=V>", "a variable for COMMAND's environment; may be repeated", collect)
    .option("--user", "a service of this user (the default, except for root)")
    .option("--system", "a service of the system (the default for root)")
    .option("--run-as <USER>", "with --system: the user that COMMAND runs as (default root)")
    .option("--sandbox", "deny COMMAND all that a server with passed sockets does not need")
    .option("--network", "with --sandbox: leave COMMAND the network for its own connections")
    .addOption(noPathGuards("COMMAND"))
    .addOption(noConnectGuard("COMMAND"))
    .option("--dry-run", "show the units and change nothing")
    .option("--json", "print one JSON document")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", addHelp)
    .action(async (name: string, options: AddOptions) => {
      const { addService } = await import("./add.js");
      await addService(name, options, command);
    });
}

const addHelp = `
${addressHelp}

${checkHelp}

Examples
  A web server that runs only while it is used, for this machine alone:
    rouse add web --listen 8080 -- python3 -m http.server 8080
  A Node server for the whole network, asleep after one minute without a connection:
    rouse add app --listen 0.0.0.0:3000 --idle 1min -- node server.js
  See the units first:
    rouse add app --listen 3000 --dry-run -- node server.js

Exit status: 125 when something failed, in which case everything is as it was before.`;
