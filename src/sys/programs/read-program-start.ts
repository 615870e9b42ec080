import { closeSync, openSync, readSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";

/** Returns the 256 bytes that the kernel reads (BINPRM_BUF_SIZE); none of a program that is executable and not readable. */
export function readProgramStart(path: string): string {
  const fd = openIfReadable(path);
  if (fd === undefined) return "";
  try {
    const bytes = Buffer.alloc(256);
    return bytes.toString("latin1", 0, readSync(fd, bytes));
  } finally {
    closeSync(fd);
  }
}

function openIfReadable(path: string): number | undefined {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (hasCode(error, "EACCES")) return undefined;
    throw error;
  }
}
