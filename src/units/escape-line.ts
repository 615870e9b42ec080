/** Escapes text for one line of a unit: what would end the line, or be taken off its ends, becomes a C escape. */
export function escapeLine(text: string): string {
  const escaped = text.replace(/[\\\n\r]/g, (character) => escapes[character] ?? "");
  return escaped.replace(/^[ \t]|[ \t]$/g, (blank) => (blank === " " ? "\\s" : "\\t"));
}

/** Undoes escapeLine; since a line may be written by hand, `\xHH` is read too. */
export function unescapeLine(line: string): string {
  return line.replace(/\\(?:x([\da-f]{2})|(.))/gi, (_, hex?: string, letter = "") =>
    hex === undefined ? (escaped[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

const escapes: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r" };
const escaped: Record<string, string> = { n: "\n", r: "\r", s: " ", t: "\t" };
