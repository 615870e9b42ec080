import { isatty, WriteStream } from "node:tty";

/** How wide the terminal is that stdout is; undefined when it is none. A pipe is not touched. */
export function terminalWidth(): number | undefined {
  if (!isatty(1)) return undefined;
  const { columns } = new WriteStream(1);
  return columns > 0 ? columns : 80;
}
