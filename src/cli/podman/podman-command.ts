import type { Command } from "commander";
import type { PodmanOptions } from "../../definition/podman-options.js";
import { addressHelp } from "../options/address-help.js";
import { append } from "../options/collect.js";

export function addPodman(program: Command, args: readonly string[] | undefined): void {
  program
    .command("podman")
    .summary("make a service of a container image")
    .usage("NAME --image IMAGE --listen ADDR... [OPTION]... [-- ARG...]")
    .description(
      "Writes NAME.socket, and NAME.container for Quadlet (podman 4.4), enables and starts the socket. The\n" +
        "container has no network but the sockets. rouse-exec is mounted into it and starts what the image\n" +
        "would have started; ARGs take the place of those that the image has.",
    )
    .argument("<NAME>", "what the service is called")
    .requiredOption("--image <IMAGE>", "the image, which is here already: podman pull IMAGE")
    .option("--listen <ADDR>", "where to listen, see below; may be given several times", append)
    .option(
      "--idle <SPAN>",
      "stop the container after SPAN without a connection (10min); 0 is never",
    )
    .option("--map <BIND=NAME>", "answer the program's bind to BIND with the socket NAME", append)
    .option("--user", "a service of this user, rootless (the default, but for root)")
    .option("--system", "a service of the system (the default for root)")
    .option("--dry-run", "show the files, change nothing")
    .option("--json", "as one JSON document")
    .helpOption("-h, --help", "this text")
    .addHelpText("after", podmanHelp)
    .action(async (name: string, options: PodmanOptions) => {
      const { addContainer } = await import("./podman.js");
      await addContainer(name, options, args);
    });
}

const podmanHelp = `
${addressHelp.replaceAll("COMMAND", "the program")}

Example
  A web server that runs only while it is used, in a container without a network:
    podman pull docker.io/traefik/whoami
    rouse podman web --image docker.io/traefik/whoami --listen 8080 --map '*:80=127.0.0.1:8080'

Exit status: 0; 125 when something failed, and then everything is as it was.`;
