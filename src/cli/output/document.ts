/** Returns one JSON document, with the version of all that `--json` prints in front. */
export function formatDocument(document: object): string {
  return `${JSON.stringify({ api_version: 1, ...document }, undefined, 2)}\n`;
}
