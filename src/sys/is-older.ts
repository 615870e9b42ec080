/** Tells whether a version, such as `20.18.1`, comes before another, such as `20.19`. */
export function isOlder(version: string, than: string): boolean {
  const [have, want] = [version, than].map((text) =>
    text.split(".").map((part) => Number.parseInt(part, 10)),
  );
  for (const [index, number] of (want ?? []).entries()) {
    const difference = (have?.[index] ?? 0) - number;
    if (difference !== 0) return difference < 0;
  }
  return false;
}
