import { RouseError } from "../errors/rouse-error.js";

/** A word of a value, without its quotes and escapes; `%` and `$` are still in it. */
export interface Word {
  text: string;
  /** As it stands in the value: `";"` is no `;`. */
  raw: string;
}

/**
 * Splits a quoted list (ExecStart=, Environment=) into words: systemd.syntax(7), QUOTING.
 * @throws UNIT_VALUE_MALFORMED
 */
export function splitWords(value: string): Word[] {
  const words: Word[] = [];
  let rest = value.replace(/^[ \t\n\r]+/, "");
  while (rest !== "") {
    const word = firstWord(rest, value);
    words.push(word);
    rest = rest.slice(word.raw.length).replace(/^[ \t\n\r]+/, "");
  }
  return words;
}

/** One part at a time: a part in quotes, or all up to the next quote. */
const part = /"((?:\\.|[^\\"])*)"|'((?:\\.|[^\\'])*)'|((?:\\.|[^\\"' \t\n\r])+)/suy;

function firstWord(text: string, value: string): Word {
  const parts: Buffer[] = [];
  let end = 0;
  while (end < text.length && !/[ \t\n\r]/.test(text.charAt(end))) {
    part.lastIndex = end;
    const found = part.exec(text);
    if (!found) throw malformed(value, text.charAt(end));
    const [whole, double, single, plain = ""] = found;
    parts.push(unescapeText(double ?? single ?? plain));
    end += whole.length;
  }
  return { text: Buffer.concat(parts).toString(), raw: text.slice(0, end) };
}

function malformed(value: string, at: string): RouseError {
  const problem = at === "\\" ? "a backslash ends it" : `a ${at} has no partner`;
  return new RouseError("UNIT_VALUE_MALFORMED", { value, problem });
}

const sequence = /(\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-3][0-7]{2}|.))/su;

/** As cunescape() of systemd: what is no escape stays as it is, with its backslash. */
function unescapeText(text: string): Buffer {
  return Buffer.concat(text.split(sequence).map(readSequence));
}

function readSequence(text: string): Buffer {
  if (!text.startsWith("\\")) return bytes(text);
  const [letter = "", digits] = [text.charAt(1), text.slice(2)];
  if (digits === "") return bytes(letters[letter] ?? text);
  if (letter === "x") return numbered(Number.parseInt(digits, 16), text);
  if (/[0-3]/.test(letter)) return numbered(Number.parseInt(letter + digits, 8), text);
  const code = Number.parseInt(digits, 16);
  return bytes(code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : text);
}

/** A NUL byte is no character of a value. */
function numbered(byte: number, text: string): Buffer {
  return byte > 0 ? Buffer.of(byte) : bytes(text);
}

const letters: Record<string, string> = {
  ...{ a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
  ...{ "\\": "\\", '"': '"', "'": "'", s: " " },
};

function bytes(text: string): Buffer {
  return Buffer.from(text);
}
