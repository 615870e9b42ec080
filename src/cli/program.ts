import { Command } from "commander";
import { packageVersion } from "../sys/own-package.js";
import { addAdd } from "./add/add-command.js";
import { append } from "./append.js";
import { addCompletion } from "./completion/completion-command.js";
import { addControl } from "./control/control-commands.js";
import { addConvert } from "./convert/convert-command.js";
import { addDaemon } from "./daemon/daemon-commands.js";
import { addDoctor } from "./doctor/doctor-command.js";
import { addEdit } from "./edit/edit-command.js";
import { firstExamples, listenHelp } from "./help.js";
import { addHostOption } from "./hosts/host-option.js";
import { addLogs } from "./logs/logs-command.js";
import { addLs } from "./ls/ls-command.js";
import type { ListenOptions } from "./options.js";
import { addPodman } from "./podman/podman-command.js";
import { addProbe } from "./probe/probe-command.js";
import { addRemove } from "./rm/rm-command.js";
import { write } from "./say.js";
import { addStatus } from "./status/status-command.js";

/** The commands and their options; what they do is loaded when it is asked for. */
export function createProgram(command: readonly string[] | undefined): Command {
  const program = new Command("rouse")
    .description(
      "Wakes a server at its first connection, hands it the listening socket, and lets it sleep\n" +
        "again when nobody is connected. The server needs no change and there is no proxy.",
    )
    .version(packageVersion(), "--version", "the version of Rouse")
    .option("--server <ENDPOINT>", "the daemon to ask, unix:///PATH or 127.0.0.1:PORT")
    .helpOption("-h, --help", "this text")
    .helpCommand("help [COMMAND]", "this text, or that of a command")
    .usage("COMMAND ...")
    .addHelpText("after", `\n${firstExamples}\n\n\`rouse COMMAND --help\` tells the rest.`)
    .exitOverride()
    .configureOutput(output)
    .configureHelp({ subcommandTerm: (command) => command.name() });
  addListen(program, command);
  addAdd(program, command);
  addProbe(program, command);
  addLs(program);
  addStatus(program);
  addLogs(program);
  addControl(program);
  addEdit(program);
  addRemove(program);
  addConvert(program);
  addPodman(program, command);
  addDoctor(program);
  addDaemon(program);
  addCompletion(program);
  // The last: it is for commands that are there.
  addHostOption(program);
  return program;
}

const output = {
  writeOut: (text: string) => write(1, text),
  writeErr: (text: string) => write(2, text),
  outputError: () => undefined,
  getOutHelpWidth: () => 100,
  getErrHelpWidth: () => 100,
  getOutHasColors: () => false,
  getErrHasColors: () => false,
};

function addListen(program: Command, command: readonly string[] | undefined): void {
  program
    .command("listen")
    .summary("hold sockets in the foreground, run a command when somebody connects")
    .usage("ADDR... [OPTION]... -- COMMAND [ARG]...")
    .description(
      "Listens on every ADDR and runs COMMAND at the first connection. COMMAND gets these sockets in\n" +
        "place of the ones it opens itself, and talks to its clients directly. When nobody has been\n" +
        "connected for a while it is stopped; the next connection starts it again. Needs no systemd.",
    )
    .argument("[ADDR...]", "where to listen, see below")
    .option("--idle <SPAN>", "stop COMMAND after SPAN without a connection (10min); 0 is never")
    .option("--map <BIND=NAME>", "answer COMMAND's bind to BIND with the socket NAME", append)
    .option("--name <N>", "keep a report in $XDG_RUNTIME_DIR/rouse/N.json")
    .option("-v, --verbose", "say what happens to every bind")
    .helpOption("-h, --help", "this text")
    .addHelpText("after", listenHelp)
    .action(async (addresses: string[], options: ListenOptions) => {
      const { listen } = await import("./listen/listen.js");
      listen(addresses, options, command);
    });
}
