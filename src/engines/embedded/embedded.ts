import { buildArgv, type RouseExecCommand } from "../../rouse-exec/command-line.js";
import { findRouseExec } from "../../rouse-exec/find-rouse-exec.js";
import { replaceProcess } from "../../sys/programs/replace-process.js";
import type { Engine } from "../engine.js";
import { surveyForeground } from "./survey.js";

/** The engine of `rouse listen`: this process becomes the rouse-exec that holds the sockets of one service. */
export const embedded: Engine<RouseExecCommand, ReadonlySet<string>> = {
  apply: async (command) => replaceProcess(findRouseExec(), buildArgv(command)),
  survey: surveyForeground,
};
