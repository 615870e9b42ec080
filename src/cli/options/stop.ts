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
    "kill COMMAND SPAN after the stop signal (default 90s; 0: never)",
  );
}

export function stopSignalTo(): Option {
  return new Option(
    "--stop-signal-to <WHOM>",
    "program (the default), or all: signal every process of COMMAND, for\n" +
      "programs that pass no signals on (unshare -f, strace -o)",
  );
}

export function stopOf({
  stopTimeout: timeout,
  stopSignalTo: signalTo,
}: StopOptions): StopDefinition {
  return { timeout, signalTo };
}
