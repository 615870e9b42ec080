/**
 * The name of a service as its units have it, without `.service`: systemd-escape(1), except that `-` and `/`
 * are not exchanged, so that `my-app` stays `my-app` and every name comes back. Bytes that a unit name cannot
 * have are `\xNN`: `my app` is `my\x20app`.
 */
export function escapeUnitName(name: string): string {
  return [...Buffer.from(name)].map(escapeByte).join("");
}

/** The name that gave these units; what was not escaped by us is taken as it is. */
export function unescapeUnitName(unit: string): string {
  const bytes = unit.split(/(\\x[0-9a-f]{2})/).map((part) => {
    return /^\\x/.test(part) ? Buffer.from(part.slice(2), "hex") : Buffer.from(part);
  });
  return Buffer.concat(bytes).toString();
}

/** A `.` in front would hide the file, a `-` make an option of it; `systemd-analyze verify FILE:NAME` means an alias. */
function escapeByte(byte: number, index: number): string {
  const character = String.fromCharCode(byte);
  const kept = index === 0 ? /\w/ : /[\w.-]/;
  return kept.test(character) ? character : `\\x${byte.toString(16).padStart(2, "0")}`;
}
