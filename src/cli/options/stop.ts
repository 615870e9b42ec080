import { Option } from "commander";
import type { StopDefinition } from "../../definition/parse-stop.js";

/** How COMMAND is put to sleep, as typed. */
export interface StopOptions {
  stopTimeout?: string;
  stopSignalTo?: string;
}

export function stopTimeout(): Option {
  return new Option(
    "--stop-timeout <SPAN>",
    "kill COMMAND if it has not ended SPAN after that (default 90s; 0: never)",
  );
}

export function stopSignalTo(): Option {
  return new Option(
    "--stop-signal-to <WHOM>",
    "program (the default), or all: stop every process of COMMAND, for programs\n" +
      "that pass no signals on (unshare -f, strace -o)",
  );
}

export function stopOf({
  stopTimeout: timeout,
  stopSignalTo: signalTo,
}: StopOptions): StopDefinition {
  return { timeout, signalTo };
}
