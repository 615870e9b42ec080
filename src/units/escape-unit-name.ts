/**
 * Returns the name of a service as its units have it, without `.service`: as systemd-escape(1) does, except that `-`
 * and `/` are not exchanged, so that `my-app` stays `my-app` and the escape can be undone. Bytes that a unit name
 * cannot have become `\xNN`: `my app` is `my\x20app`.
 */
export function escapeUnitName(name: string): string {
  return [...Buffer.from(name)].map(escapeByte).join("");
}

/** A `.` in front would hide the file, a `-` make an option of it; `systemd-analyze verify FILE:NAME` means an alias. */
function escapeByte(byte: number, index: number): string {
  const character = String.fromCharCode(byte);
  const kept = index === 0 ? /\w/ : /[\w.-]/;
  return kept.test(character) ? character : `\\x${byte.toString(16).padStart(2, "0")}`;
}
