import type { Command } from "commander";
import type { AddOptions } from "../../definition/add-options.js";
import { addressHelp } from "../options/address-help.js";
import { append } from "../options/collect.js";

export function addAdd(program: Command, command: readonly string[] | undefined): void {
  program
    .command("add")
    .summary("make a service of a command, started by its first client")
    .usage("NAME --listen ADDR... [OPTION]... -- COMMAND [ARG]...")
    .description(
      "Writes NAME.socket and NAME.service, has systemd check them, enables and starts the socket. systemd\n" +
        "listens from then on and after every boot, and starts COMMAND at the first connection; it sleeps\n" +
        "when nobody has been connected for a while. Of a service that is there, it changes what differs.",
    )
    .argument("<NAME>", "what the service is called")
    .option("--listen <ADDR>", "where to listen, see below; may be given several times", append)
    .option("--idle <SPAN>", "stop COMMAND after SPAN without a connection (10min); 0 is never")
    .option("--map <BIND=NAME>", "answer COMMAND's bind to BIND with the socket NAME", append)
    .option("--cwd <DIR>", "the folder that COMMAND runs in (this one)")
    .option("--env <K=V>", "a variable of COMMAND's environment; several times", append)
    .option("--user", "a service of this user (the default, but for root)")
    .option("--system", "a service of the system (the default for root)")
    .option("--run-as <USER>", "with --system: the user that COMMAND runs as (root)")
    .option("--sandbox", "take from COMMAND what a server with a socket can live without")
    .option("--network", "with --sandbox: COMMAND connects to others, and keeps the network")
    .option("--dry-run", "show the units, change nothing")
    .option("--json", "as one JSON document")
    .helpOption("-h, --help", "this text")
    .addHelpText("after", addHelp)
    .action(async (name: string, options: AddOptions) => {
      const { addService } = await import("./add.js");
      await addService(name, options, command);
    });
}

const addHelp = `
${addressHelp}

Examples
  A web server that runs only while it is used, for this machine alone:
    rouse add web --listen 8080 -- python3 -m http.server 8080
  A Node server for the whole network, asleep after one minute without a connection:
    rouse add app --listen 0.0.0.0:3000 --idle 1min -- node server.js
  See the units first:
    rouse add app --listen 3000 --dry-run -- node server.js

Exit status: 125 when something failed, and then everything is as it was.`;
