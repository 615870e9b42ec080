import type { Command } from "commander";
import { collect } from "../options/collect-values.js";
import { noConnectGuard, noPathGuards } from "../options/guards.js";
import { addReadyOptions, addRuleOptions } from "../options/service-options.js";
import type { ConvertOptions } from "./convert-options.js";

export function addConvert(program: Command): void {
  const convert = program
    .command("convert")
    .summary("let an existing service sleep until a client connects, or undo that")
    .usage("UNIT [--listen ADDR]... [OPTION]... | UNIT --undo")
    .description(
      "Adds a socket and a drop-in to a service that Rouse did not write, so that rouse-exec runs it; the\n" +
        "unit itself is not edited. The service is stopped first, and starts at the first connection.",
    )
    .argument("<UNIT>", "the service, as systemctl knows it")
    .option(
      "--listen <ADDR>",
      "an address to listen on (default: where it listens now); may be repeated",
      collect,
    )
    .option("--idle <SPAN>", "stop it after SPAN without a connection (default 10min; 0: never)")
    .option("--map <BIND=NAME>", "answer its bind to BIND with the socket NAME", collect);
  addReadyOptions(convert, {
    program: "it",
    usual: {
      checks: "notify where UNIT has\nType=notify, exec:pg_isready for Debian's PostgreSQL",
      timeout: "TimeoutStartSec= of UNIT, or 15min",
    },
  });
  addRuleOptions(convert, "it", {
    stop: { usual: { timeout: "TimeoutStopSec= of UNIT" }, without: ["signal"] },
  });
  convert
    .addOption(noPathGuards("it"))
    .addOption(noConnectGuard("it"))
    .option("--undo", "restore the files, what starts at boot, and what runs")
    .option("--user", "a service of this user (the default, except for root)")
    .option("--system", "a service of the system (the default for root)")
    .option("--dry-run", "show what would change and change nothing")
    .option("--json", "print one JSON document")
    .helpOption("-h, --help", "show this help")
    .addHelpText("after", convertHelp)
    .action(async (unit: string, options: ConvertOptions) => {
      const { convert } = await import("./convert.js");
      await convert(unit, options);
    });
}

const convertHelp = `
\`rouse listen --help\` explains ADDR, BIND, CHECK and SPAN.

Examples
  rouse convert redis-server --dry-run
  rouse convert nginx --listen 0.0.0.0:80 --listen [::]:80 --idle 5min
  rouse convert postgresql@15-main --listen 127.0.0.1:5432 --listen /run/postgresql/.s.PGSQL.5432
  rouse convert redis-server --undo

Exit status: 4 when there is no such unit; 125 when something failed, in which case everything is
as it was before.`;
