import { escapeSpecifiers, requireFit, unfit } from "./plain-value.js";

/**
 * Quotes an argument for ExecStart=: systemd.service(5), COMMAND LINES.
 * @throws UNIT_VALUE_UNFIT
 */
export function quoteExecWord(word: string): string {
  requireFit("ExecStart=", word);
  return quoteWord(word.replaceAll("$", "$$$$"));
}

/**
 * Quotes the absolute path of a program for ExecStart=; systemd replaces no variables in it.
 * @throws UNIT_VALUE_UNFIT
 */
export function quoteExecPath(path: string): string {
  requireFit("ExecStart=", path);
  if (!/["'\\]|(?=\p{ASCII})\p{Cc}/u.test(path)) return quoteWord(path);
  const problem =
    "systemd runs no program with quotes, backslashes or control characters in its path";
  throw unfit("ExecStart=", path, problem);
}

/**
 * Quotes a word of ExecStart=, Environment= or another quoted list: systemd.syntax(7), QUOTING. Characters that an
 * editor does not show are written as their number.
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
