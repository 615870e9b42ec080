import { quoteCommand } from "../../sys/programs/quote-command.js";

/**
 * The command line of a process, as a shell would take it. A program that writes a title over it, as redis and nginx
 * do, leaves NULs behind it: the title is shown as it is.
 */
export function shownCommand(words: readonly string[]): string {
  const used = words.slice(0, words.findLastIndex((word) => word !== "") + 1);
  const [title = ""] = used;
  return used.length === 1 && words.length > 1 ? title : quoteCommand(used);
}
