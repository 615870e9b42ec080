import { Option } from "commander";
import type { StopDefinition } from "../../definition/parse-stop.js";

/** How the program is put to sleep, as typed. */
export interface StopOptions {
  stopTimeout?: string;
  stopSignal?: string;
  stopSignalTo?: string;
}

export function stopTimeout(program = "COMMAND", usual = "90s"): Option {
  return new Option(
    "--stop-timeout <SPAN>",
    `kill ${program} SPAN after the stop signal (default ${usual}; 0: never)`,
  );
}

export function stopSignal(program = "COMMAND"): Option {
  return new Option(
    "--stop-signal <SIGNAL>",
    `how to stop ${program} (default SIGTERM); nginx needs QUIT`,
  );
}

export function stopSignalTo(program = "COMMAND"): Option {
  return new Option(
    "--stop-signal-to <WHOM>",
    `program (the default), or all: signal every process of ${program}, for\n` +
      "programs that pass no signals on (unshare -f, strace -o)",
  );
}

export function stopOf({
  stopTimeout: timeout,
  stopSignal: signal,
  stopSignalTo: signalTo,
}: StopOptions): StopDefinition {
  return { timeout, signal, signalTo };
}
