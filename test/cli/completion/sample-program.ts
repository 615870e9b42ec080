import { Argument, Command, Option } from "commander";
import { type CommandShape, describeCommand } from "../../../src/cli/completion/command-tree.js";
import { collect } from "../../../src/cli/options/collect-values.js";

/** Every kind of value and option, and texts with all that a shell could take for its own. */
export function sampleProgram(): CommandShape {
  const program = new Command("rouse").option("--server <ENDPOINT>", "the daemon to ask");
  const web = program
    .command("web")
    .usage("ADDR... [OPTION]... -- COMMAND")
    .summary('it\'s "a" [b]: $HOME `id` \\ %s; (c) {d} *')
    .argument("[ADDR...]")
    .option("--idle <SPAN>", 'it\'s "a" [b]: $HOME `id` \\ %s; (c) {d} *')
    .option("--map <BIND=NAME>", "more than once", collect)
    .option("-v, --verbose", "say\nmore")
    .addOption(new Option("--secret <SPAN>").hideHelp());
  web.helpOption("-h, --help", "this text");
  program.command("status <NAME>").option("--json");
  program.command("rm <NAME...>");
  program.command("convert <UNIT>");
  program.command("print").addArgument(new Argument("<SHELL>").choices(["dash", "ksh"]));
  program
    .command("places")
    .option("--env-file <FILE>")
    .option("--cwd <DIR>")
    .option("--host <USER@HOST>", "more than once", collect)
    .option("--run-as <USER>");
  const daemon = program.command("daemon");
  daemon.command("run").option("--idle <SPAN>");
  daemon.command("stop");
  program.command("hidden", { hidden: true });
  return describeCommand(program);
}
