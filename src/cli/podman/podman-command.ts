import type { Command } from "commander";
import { addressHelp } from "../options/address-help.js";
import { collect } from "../options/collect-values.js";
import { noConnectGuard, noPathGuards } from "../options/guards.js";
import { checkHelp } from "../options/ready.js";
import { addReadyOptions, addRuleOptions } from "../options/service-options.js";
import type { PodmanOptions } from "./podman-options.js";

export function addPodman(program: Command, args: readonly string[] | undefined): void {
  const podman = program
    .command("podman")
    .summary("turn a container image into a service")
    .usage("NAME --image IMAGE --listen ADDR... [OPTION]... [-- ARG...]")
    .description(
      "Writes NAME.socket, and NAME.container for Quadlet (podman 4.4), and enables and starts the\n" +
        "socket. The container has no network except its sockets. rouse-exec is mounted into it and starts\n" +
        "what the image would have started; ARGs replace the arguments that the image has.",
    )
    .argument("<NAME>", "the name of the service")
    .requiredOption("--image <IMAGE>", "an image that podman has here (podman pull IMAGE)")
    .option("--listen <ADDR>", "an address to listen on, see below; may be repeated", collect)
    .option(
      "--idle <SPAN>",
      "stop the container after SPAN without a connection (default 10min; 0: never)",
    )
    .option("--map <BIND=NAME>", "answer the program's bind to BIND with the socket NAME", collect)
    .option("--user", "a service of this user, rootless (the default, except for root)")
    .option("--system", "a service of the system (the default for root)");
  addReadyOptions(podman, { program: "the program" });
  addRuleOptions(podman, "the program");
  podman
    .addOption(noPathGuards("the program"))
    .addOption(noConnectGuard("the program"))
    .option("--dry-run", "show the files and change nothing")
    .option("--json", "print one JSON document")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", podmanHelp)
    .action(async (name: string, options: PodmanOptions) => {
      const { addContainer } = await import("./podman.js");
      await addContainer(name, options, args);
    });
}

const podmanHelp = `
${[addressHelp, checkHelp].join("\n\n").replaceAll("COMMAND", "the program")}

Example
  A web server that runs only while it is used, in a container without a network:
    podman pull docker.io/traefik/whoami
    rouse podman web --image docker.io/traefik/whoami --listen 8080 --map '*:80=127.0.0.1:8080'

Exit status: 125 when something failed, in which case everything is as it was before.`;
