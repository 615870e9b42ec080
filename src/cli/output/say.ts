import { writeSync } from "node:fs";
import { codeOf } from "../../errors/has-code.js";
import { tty } from "../../sys/lazy-node-modules.js";

/** Writes one line to stderr. */
export function say(line: string): void {
  write(2, `${line}\n`);
}

/**
 * Writes text without process.stdout or stderr: Node sets O_NONBLOCK on a pipe when these are first touched, and every
 * process that has the pipe open sees that. Text that nobody reads any more is dropped.
 */
export function write(fd: 1 | 2, text: string): void {
  let rest = Buffer.from(text);
  // `performance` takes Node two milliseconds to load.
  const deadline = process.uptime() + 1;
  while (rest.length > 0 && process.uptime() < deadline) rest = rest.subarray(writeSome(fd, rest));
}

function writeSome(fd: number, bytes: Buffer): number {
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    const code = codeOf(error);
    if (code === "EPIPE") return bytes.length;
    if (code !== "EAGAIN") throw error;
    // The pipe is non-blocking and full: wait for its reader.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    return 0;
  }
}

/** Tells whether it is a terminal; without process.stdout.isTTY, for the same reason. */
export function isTerminal(fd: 1 | 2): boolean {
  return tty().isatty(fd);
}
