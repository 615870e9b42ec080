/** Returns one JSON document, which begins with the version of everything that `--json` prints. */
export function formatDocument(document: object): string {
  return `${JSON.stringify({ api_version: 1, ...document }, undefined, 2)}\n`;
}
