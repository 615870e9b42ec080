import type { Command } from "commander";
import type { ControlOptions, Verb } from "./control-options.js";

/** `rouse start`, `rouse stop` and `rouse restart`. */
export function addControl(program: Command): void {
  addVerb(program, "start", {
    summary: "open the sockets, so that the next connection wakes the service",
    description:
      "Opens the sockets of each service, including those that systemd closed after too many starts.\n" +
      "The program sleeps until a client connects.",
    now: "start the program as well, and wait until it is ready",
  });
  addVerb(program, "stop", {
    summary: "put the program to sleep now",
    description:
      "Stops the program of each service. Its sockets keep listening, and the next connection wakes it.",
    now: "close the sockets as well: nobody can connect until `rouse start`",
  });
  addVerb(program, "restart", {
    summary: "restart the program without refusing a connection",
    description:
      "Restarts the program of each service. The sockets stay open, and clients that connect meanwhile\n" +
      "wait. A service that sleeps is left asleep, since its next start is a new one anyway; a service that\n" +
      "is stopped is started.",
  });
}

interface Words {
  summary: string;
  description: string;
  now?: string;
}

function addVerb(program: Command, verb: Verb, { summary, description, now }: Words): void {
  const command = program
    .command(verb)
    .summary(summary)
    .usage("NAME... [OPTION]...")
    .description(description)
    .argument("<NAME...>", "the names of the services");
  if (now !== undefined) command.option("--now", now);
  command
    .option("--user", "services of this user")
    .option("--system", "services of the system")
    .option("--json", "print one JSON document")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", after)
    .action(async (names: string[], options: ControlOptions) => {
      const { control } = await import("./control.js");
      await control(verb, names, options);
    });
}

const after = `
Use --user or --system when both this user and the system have a service NAME.

Exit status: 4 when one of the services does not exist or runs in the foreground (rouse listen), in
which case nothing is done to the others; 125 when something failed.`;
