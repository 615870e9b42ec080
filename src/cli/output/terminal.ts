import { tty } from "../../sys/lazy-node-modules.js";
import { isTerminal } from "./say.js";

/** Returns the width of the terminal that stdout is; undefined when stdout is something else, which is not touched. */
export function terminalWidth(): number | undefined {
  if (!isTerminal(1)) return undefined;
  const { WriteStream } = tty();
  const { columns } = new WriteStream(1);
  return columns > 0 ? columns : 80;
}
