import type { RouseExecCommand } from "../../rouse-exec/command-line.js";
import type { Engine } from "../engine.js";
import { surveyForeground } from "./survey-foreground.js";

/** The engine of `rouse listen`: this process becomes the rouse-exec that holds the sockets of one service. */
export const embedded: Engine<RouseExecCommand, ReadonlySet<string>> = {
  async apply(command) {
    // Loaded at its first use: `rouse ls` surveys, and must not wait for libc.
    const { becomeRouseExec } = await import("./become-rouse-exec.js");
    await becomeRouseExec(command);
  },
  survey: surveyForeground,
};
