import type { Command } from "commander";
import { append } from "../options/collect.js";

/** The options of `rouse convert`, as typed. */
export interface ConvertOptions {
  listen?: string[];
  idle?: string;
  map?: string[];
  undo?: boolean;
  user?: boolean;
  system?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

export function addConvert(program: Command): void {
  program
    .command("convert")
    .summary("let a service that is there sleep until somebody connects, and back again")
    .usage("UNIT [--listen ADDR]... [OPTION]... | UNIT --undo")
    .description(
      "Puts a socket before a service that Rouse did not write, and rouse-exec into it by a drop-in; the\n" +
        "unit itself is not edited. The service is stopped for that, and starts at the first connection.",
    )
    .argument("<UNIT>", "the service, as systemctl knows it")
    .option(
      "--listen <ADDR>",
      "where it listens (where it does now, if it runs); several times",
      append,
    )
    .option("--idle <SPAN>", "stop it after SPAN without a connection (10min); 0 is never")
    .option("--map <BIND=NAME>", "answer its bind to BIND with the socket NAME", append)
    .option("--undo", "take it back: files, what starts at boot and what runs are as they were")
    .option("--user", "a service of this user (the default, but for root)")
    .option("--system", "a service of the system (the default for root)")
    .option("--dry-run", "show what would change, change nothing")
    .option("--json", "as one JSON document")
    .helpOption("-h, --help", "this text")
    .addHelpText("after", convertHelp)
    .action(async (unit: string, options: ConvertOptions) => {
      const { convert } = await import("./convert.js");
      await convert(unit, options);
    });
}

const convertHelp = `
ADDR, BIND and SPAN are as \`rouse listen --help\` has them.

Examples
  rouse convert redis-server --dry-run
  rouse convert nginx --listen 0.0.0.0:80 --listen [::]:80 --idle 5min
  rouse convert postgresql@15-main --listen 127.0.0.1:5432 --listen /run/postgresql/.s.PGSQL.5432
  rouse convert redis-server --undo

Exit status: 0; 4 there is no such unit; 125 something failed, and then everything is as it was.`;
