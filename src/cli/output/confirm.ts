import { readSync } from "node:fs";
import { tty } from "../../sys/lazy-node-modules.js";
import { isTerminal, write } from "./say.js";

/** Asks a question on the terminal, and tells whether the answer is yes; undefined where there is no terminal. */
export function confirm(question: string): boolean | undefined {
  if (!isTerminal(1) || !tty().isatty(0)) return undefined;
  write(1, `${question} [y/N] `);
  const answer = Buffer.alloc(1024);
  // A terminal gives a line at a time.
  const length = readSync(0, answer);
  return /^y(es)?$/i.test(answer.toString("utf8", 0, length).trim());
}
