import { escapeSpecifiers } from "./plain-value.js";

/** The value of ExecStart= that runs exactly this command: systemd.service(5), COMMAND LINES. */
export function quoteExec(command: readonly string[]): string {
  const [path = "", ...words] = command;
  return [quoteExecPath(path), ...words.map(quoteExecWord)].join(" ");
}

/** An argument in ExecStart=. */
export function quoteExecWord(word: string): string {
  return quoteWord(word.replaceAll("$", "$$$$"));
}

/** The absolute path of a program in ExecStart=, where systemd puts no variables. */
export function quoteExecPath(path: string): string {
  return quoteWord(path);
}

/**
 * A word of ExecStart=, Environment= and other lists that are quoted: systemd.syntax(7), QUOTING. What nobody
 * sees in an editor is written as its number.
 */
export function quoteWord(word: string): string {
  const text = escapeSpecifiers(word);
  if (/^[\w%@$+:,./=~-]+$/.test(text)) return text;
  return `"${text.replace(/["\\]|\p{C}|[\u2028\u2029]/gu, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  if (code < 0x80) return `\\x${hex(code, 2)}`;
  return code < 0x1_0000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

const shortEscapes: Record<string, string> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
};

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
