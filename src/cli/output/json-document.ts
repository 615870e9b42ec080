/** Returns one JSON document, which begins with the version of everything that `--json` prints. */
export function formatDocument(document: object): string {
  const text = JSON.stringify({ api_version: 1, ...document }, undefined, 2);
  return `${text.split("\n").map(escapeControls).join("\n")}\n`;
}

/**
 * Returns a line of JSON with its control characters escaped, which means the same: JSON takes those from U+007F to
 * U+009F as they are, and a terminal may obey them.
 */
export function escapeControls(line: string): string {
  return line.replace(/\p{Cc}/gu, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
}
