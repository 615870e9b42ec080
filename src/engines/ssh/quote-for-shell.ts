/**
 * One line that a shell splits into these words again: sh(1) and those like it, and fish, which reads `\` between
 * single quotes and is the login shell of many.
 */
export function quoteForShell(words: readonly string[]): string {
  return words.map(quoted).join(" ");
}

function quoted(word: string): string {
  if (/^[\w@%+:,./-]+$/.test(word)) return word;
  const parts = word.split(/(['\\])/).filter(Boolean);
  const escaped = parts.map((part) => (/^['\\]$/.test(part) ? `\\${part}` : `'${part}'`));
  return escaped.join("") || "''";
}
