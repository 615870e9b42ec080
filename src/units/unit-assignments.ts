/** The assignments of a unit file in their order; an assignment over several lines is one. */
export type UnitText = readonly Assignment[];

interface Assignment {
  /** Without its brackets. */
  section: string;
  key: string;
  /** As systemd reads it: without white space at its ends, continued lines joined; quotes and `%` are in it. */
  value: string;
}

/** Returns every assignment of these keys, in the order of the units and of their lines. */
export function assignmentsOf(
  units: readonly UnitText[],
  section: string,
  ...keys: string[]
): Assignment[] {
  return units.flat().filter((line) => line.section === section && keys.includes(line.key));
}

/**
 * Returns what is left of these keys: the empty assignment resets all before it. Keys that reset each other go in one
 * call (every Listen…= of a socket). The last value is the one that counts where a setting is no list.
 */
export function valuesOf(
  units: readonly UnitText[],
  section: string,
  ...keys: string[]
): { key: string; value: string }[] {
  const all = assignmentsOf(units, section, ...keys).map(({ key, value }) => ({ key, value }));
  return all.slice(all.findLastIndex(({ value }) => value === "") + 1);
}
