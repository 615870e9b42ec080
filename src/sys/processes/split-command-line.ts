/**
 * Returns the arguments in /proc/PID/cmdline. Each ends with a NUL, except one that was cut off or that the process has
 * overwritten.
 */
export function splitCommandLine(bytes: Uint8Array): string[] {
  if (bytes.length === 0) return [];
  return Buffer.from(bytes).toString("utf8").replace(/\0$/, "").split("\0");
}
