/**
 * Returns what may be meant by a name that is none, the nearest first: at most three. Each of `known` is a name and
 * others for the same thing.
 */
export function findNear(
  name: string,
  known: readonly (readonly [string, ...string[]])[],
): string[] {
  const near = known
    .map(([first, ...others]) => ({ name: first, far: distance(name, first, ...others) }))
    .filter(({ far }) => far <= Math.max(1, name.length / 3))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3);
  return [...new Set(near.map((one) => one.name))];
}

/** Counts how many letters to type, leave out or exchange at least; a name that begins with this one is near. */
function distance(name: string, ...others: string[]): number {
  return Math.min(...others.map((other) => (other.startsWith(name) ? 1 : edits(name, other))));
}

/** The distance of Damerau and Levenshtein: two letters in the wrong order are one mistake. */
function edits(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (rows[i - 1]?.[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const less = Math.min((rows[i - 1]?.[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced);
      const isTurned = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(isTurned ? Math.min(less, (rows[i - 2]?.[j - 2] ?? 0) + 1) : less);
    }
    rows.push(row);
  }
  return rows[a.length]?.[b.length] ?? 0;
}
