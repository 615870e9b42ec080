import { showCommand } from "../../sys/programs/quote-command.js";

/**
 * Returns the command line of a process as a shell would take it. A program that has written a title over it, as redis
 * and nginx do, leaves NULs behind the title, which is then returned as it is.
 */
export function formatCommandLine(words: readonly string[]): string {
  const used = words.slice(0, words.findLastIndex((word) => word !== "") + 1);
  const [title = ""] = used;
  return used.length === 1 && words.length > 1 ? title : showCommand(used);
}
