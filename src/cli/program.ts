import { Command } from "commander";
import { packageVersion } from "../sys/own-package.js";
import { addAdd } from "./add/add-command.js";
import { addCompletion } from "./completion/completion-command.js";
import { addControl } from "./control/control-command.js";
import { addConvert } from "./convert/convert-command.js";
import { addDaemon } from "./daemon/daemon-command.js";
import { addDoctor } from "./doctor/doctor-command.js";
import { addEdit } from "./edit/edit-command.js";
import { addHostOption } from "./hosts/host-option.js";
import { addListen } from "./listen/listen-command.js";
import { addLogs } from "./logs/logs-command.js";
import { addLs } from "./ls/ls-command.js";
import { write } from "./output/say.js";
import { terminalWidth } from "./output/terminal.js";
import { addPodman } from "./podman/podman-command.js";
import { addProbe } from "./probe/probe-command.js";
import { addRemove } from "./rm/rm-command.js";
import { addStatus } from "./status/status-command.js";

/** Returns the commands and their options; a command loads what it does when it is run. */
export function createProgram(command: readonly string[] | undefined): Command {
  const program = new Command("rouse")
    .description(
      "Wakes a server at its first connection, hands it the listening socket, and lets it sleep\n" +
        "again when nobody is connected. The server needs no change and there is no proxy.",
    )
    .version(packageVersion(), "--version", "show the version of Rouse")
    .helpOption("-h, --help", "show this help")
    .helpCommand("help [COMMAND]", "show this help, or that of a command")
    .usage("COMMAND ...")
    .addHelpText("after", programHelp)
    .exitOverride()
    .configureOutput(output)
    .configureHelp({
      subcommandTerm: (command) => command.name(),
      commandDescription: (command) => rejoin(command.description()),
      minWidthToWrap: 20,
    });
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
  // Comes last: it extends commands that are there.
  addHostOption(program);
  return program;
}

/** The first example is a foreground command; the others need systemd. */
const programHelp = `
Examples
  A web server that runs only while it is used, for this machine alone, in the foreground:
    rouse listen 8080 -- python3 -m http.server 8080
  The same as a systemd service, and the list of all services:
    rouse add web --listen 8080 -- python3 -m http.server 8080
    rouse ls

\`rouse COMMAND --help\` explains a command.`;

/** For which the texts of help are broken by hand. */
const longestLine = 100;

function helpWidth(): number {
  return Math.min(longestLine, terminalWidth() ?? longestLine);
}

/** Commander breaks it anew for a narrower terminal. */
function rejoin(description: string): string {
  return helpWidth() < longestLine ? description.replaceAll(/(?<!\n)\n(?!\n)/g, " ") : description;
}

const output = {
  writeOut: (text: string) => write(1, text),
  // The whole help, where a command is missing: the sentence of usageError says which there are.
  writeErr: () => undefined,
  outputError: () => undefined,
  getOutHelpWidth: helpWidth,
  getErrHelpWidth: () => longestLine,
  getOutHasColors: () => false,
  getErrHasColors: () => false,
};
