import { widthOf } from "./text-width.js";

/** Breaks a text at its blanks into lines of at most this width; a longer word stays whole, to be copied. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    const longer = `${last} ${word}`;
    if (last !== undefined && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Less than this beside a label is hard to read. */
const leastBeside = 30;

/**
 * Returns a text behind a label, wrapped to lines of this width: the further ones begin where the first does, or where
 * too little room is left beside the label, all of them below it.
 */
export function wrapBehind(
  label: string,
  text: string,
  width = Number.POSITIVE_INFINITY,
): string[] {
  const beside = widthOf(label);
  const isBeside = width - beside >= leastBeside || widthOf(label + text) <= width;
  const indent = " ".repeat(isBeside ? beside : 4);
  const [first = "", ...more] = wrap(text, width - indent.length);
  const below = (line: string) => indent + line;
  if (isBeside) return [label + first, ...more.map(below)];
  return [label.trimEnd(), ...[first, ...more].map(below)];
}

/** Returns the width of the longest word of these texts. */
export function longestWord(texts: readonly string[]): number {
  return Math.max(...texts.flatMap((text) => text.split(" ")).map(widthOf));
}
