/** What the letter behind a `%` stands for. */
export type Specifiers = Readonly<Record<string, string>>;

/**
 * The text with its specifiers replaced: systemd.unit(5). What is not in `known` stays; systemd itself passes
 * over an assignment with a letter or digit that is none.
 */
export function expandSpecifiers(text: string, known: Specifiers): string {
  return text.replace(/%(.)/gsu, (whole, letter: string) => {
    return letter === "%" ? "%" : (known[letter] ?? whole);
  });
}

/** Those that follow from the name of a unit alone: `web@a-b.service`. */
export function nameSpecifiers(unit: string): Specifiers {
  const whole = unit.replace(/\.[^.]*$/, "");
  const at = whole.indexOf("@");
  const prefix = at === -1 ? whole : whole.slice(0, at);
  const instance = at === -1 ? "" : whole.slice(at + 1);
  const [p, i, last] = [prefix, instance, prefix.slice(prefix.lastIndexOf("-") + 1)];
  return {
    ...{ n: unit, N: whole, p, P: unescapePath(p), i, I: unescapePath(i) },
    ...{ j: last, J: unescapePath(last), f: `/${unescapePath(instance || prefix)}` },
  };
}

/** systemd-escape --unescape */
function unescapePath(text: string): string {
  const parts = text.replaceAll("-", "/").split(/(\\x[\da-fA-F]{2})/);
  const bytes = parts.map((part) => {
    return part.startsWith("\\x") ? Buffer.from(part.slice(2), "hex") : Buffer.from(part);
  });
  return Buffer.concat(bytes).toString();
}
