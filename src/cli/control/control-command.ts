import type { Command } from "commander";
import type { ControlOptions, Verb } from "./control-options.js";

/** `rouse start`, `rouse stop` and `rouse restart`. */
export function addControl(program: Command): void {
  addVerb(program, "start", {
    summary: "listen, so that the next connection wakes the service",
    description:
      "Opens the sockets of each service, also those that a limit of starts has closed. The program\n" +
      "sleeps until somebody connects.",
    now: "start the program as well, and wait until it is ready",
  });
  addVerb(program, "stop", {
    summary: "put the program to sleep now",
    description:
      "Stops the program of each service. Its sockets go on listening, and the next connection wakes it.",
    now: "close the sockets as well: nobody can connect until `rouse start`",
  });
  addVerb(program, "restart", {
    summary: "restart the program, refusing no connection",
    description:
      "Restarts the program of each service. The sockets stay open, and who connects meanwhile waits. One\n" +
      "that sleeps is left asleep: it starts anew anyway. One that is stopped is started.",
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
    .argument("<NAME...>", "what the services are called");
  if (now !== undefined) command.option("--now", now);
  command
    .option("--user", "those of this user")
    .option("--system", "those of the system")
    .option("--json", "as one JSON document")
    .helpOption("-h, --help", "this text")
    .addHelpText("after", after)
    .action(async (names: string[], options: ControlOptions) => {
      const { control } = await import("./control.js");
      await control(verb, names, options);
    });
}

const after = `
A NAME that both this user and the system have takes --user or --system.

Exit status: 4 when there is no such service, and then nothing is done to the others; 125 when something failed.`;
