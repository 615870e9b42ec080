/** Returns how many cells of a terminal a text takes. */
export function widthOf(text: string): number {
  if (isPlain(text)) return text.length;
  return [...text].reduce((sum, character) => sum + widthOfCharacter(character), 0);
}

/** Combining marks take none; East Asian characters and emoji take two (UAX #11). */
function widthOfCharacter(character: string): number {
  if (/\p{M}/u.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Tells whether a text is printable ASCII, as nearly all are, which needs no further look. */
export function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
