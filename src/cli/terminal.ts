import { tty } from "../sys/on-use.js";

/** How wide the terminal is that stdout is; undefined when it is none. A pipe is not touched. */
export function terminalWidth(): number | undefined {
  const { isatty, WriteStream } = tty();
  if (!isatty(1)) return undefined;
  const { columns } = new WriteStream(1);
  return columns > 0 ? columns : 80;
}
