import { RouseError } from "../errors/rouse-error.js";

/** The names that rouse-exec knows, of signals that end a program: its `command_line/signal_name.c`. */
const names = new Set([
  ...["HUP", "INT", "QUIT", "ABRT", "KILL", "USR1", "USR2", "ALRM", "TERM", "PWR", "WINCH"],
  ...["PIPE", "SEGV", "BUS", "ILL", "FPE", "TRAP", "SYS", "IO", "XCPU", "XFSZ", "PROF", "VTALRM"],
  "STKFLT",
]);

/**
 * SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU and SIGURG on x86_64 and aarch64: they tell a program something,
 * or continue or pause it.
 */
const endless = [17, 18, 19, 20, 21, 22, 23];
const lastSignal = 64;
/** SIGRTMIN as programs built with glibc count. */
const firstRealTime = 34;

/** Returns a signal as it was typed. @throws STOP_SIGNAL_UNKNOWN unless rouse-exec takes it */
export function parseStopSignal(signal: string): string {
  if (!isStopSignal(signal)) throw new RouseError("STOP_SIGNAL_UNKNOWN", { signal });
  return signal;
}

function isStopSignal(text: string): boolean {
  if (/^\d{1,9}$/.test(text)) return isNumber(Number(text));
  const name = text.replace(/^SIG/, "");
  const offset = /^RTMIN\+(\d{1,9})$/.exec(name)?.[1];
  return names.has(name) || (offset !== undefined && firstRealTime + Number(offset) <= lastSignal);
}

function isNumber(number: number): boolean {
  return number >= 1 && number <= lastSignal && !endless.includes(number);
}
