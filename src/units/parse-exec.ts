import { splitWords, type Word } from "./split-words.js";

/** One command of ExecStart= and its like. */
interface ExecCommand {
  /** `@`, `-`, `:`, `+`, `!` in front of the program: systemd.service(5), COMMAND LINES. */
  prefix: string;
  /** The program and its arguments, with `%` and `$` in them. */
  words: string[];
}

/**
 * Returns the commands of a value, which a lone `;` divides.
 * @throws UNIT_VALUE_MALFORMED
 */
export function parseExec(value: string): ExecCommand[] {
  const commands: Word[][] = [[]];
  for (const word of splitWords(value)) {
    if (word.raw === ";") commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands.filter((words) => words.length > 0).map(toCommand);
}

function toCommand([first, ...rest]: Word[]): ExecCommand {
  const [prefix = ""] = first?.text.match(/^[@\-:+!]*/) ?? [];
  const path = first?.text.slice(prefix.length) ?? "";
  return { prefix, words: [path, ...rest.map(text)] };
}

function text(word: Word): string {
  return word.raw === "\\;" ? ";" : word.text;
}
