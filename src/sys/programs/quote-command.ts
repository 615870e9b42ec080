import { parseCommand } from "./parse-command.js";

/**
 * Returns the command line that a shell reads as these arguments: `python3 -c 'a b'`. It suits sh(1), shells like it,
 * and fish, which interprets `\` between single quotes.
 */
export function quoteCommand(argv: readonly string[]): string {
  return argv.map(quoteArgument).join(" ");
}

/** Returns a command line that quoteCommand() wrote as showCommand() shows its arguments. */
export function showLine(line: string): string {
  return hidden.test(line) ? showCommand(parseCommand(line)) : line;
}

/**
 * Returns the command line as a terminal shows it: where an argument has line ends or other characters that are not
 * shown, in the quotes `$'…'` of bash, zsh and POSIX.1-2024, so that it can be pasted.
 */
export function showCommand(argv: readonly string[]): string {
  return argv.map(showArgument).join(" ");
}

const hidden = /[\p{C}\u2028\u2029]/u;

function showArgument(argument: string): string {
  if (!hidden.test(argument)) return quoteArgument(argument);
  const characters = [...argument].map((one) => (hidden.test(one) ? spell(one) : one));
  return `$'${characters.map((one) => (/^['\\]$/.test(one) ? `\\${one}` : one)).join("")}'`;
}

/** bash reads at most two digits behind `\x`, four behind `\u`, and eight behind `\U`. */
function spell(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  const code = character.codePointAt(0) ?? 0;
  const digits = (length: number) => code.toString(16).padStart(length, "0");
  if (code < 0x80) return `\\x${digits(2)}`;
  return code > 0xffff ? `\\U${digits(8)}` : `\\u${digits(4)}`;
}

function quoteArgument(argument: string): string {
  // At the beginning of a word, zsh expands `=ls` and fish `%self`.
  if (/^[\w@+:,./-][\w@+:,./%=-]*$/.test(argument)) return argument;
  const parts = argument.split(/(['\\])/).filter(Boolean);
  return parts.map((part) => (/^['\\]$/.test(part) ? `\\${part}` : `'${part}'`)).join("") || "''";
}
