/**
 * A unit file as its lines: the texts of `raw`, one behind another, are the file, byte for byte. A setting that
 * goes over several lines is one, with the comments among them.
 */
export type UnitText = readonly UnitLine[];

export type UnitLine =
  | { kind: "section"; section: string; raw: string }
  | Assignment
  /** Blank, a comment, or what systemd passes over with a warning. */
  | { kind: "other"; raw: string };

export interface Assignment {
  kind: "setting";
  /** Without its brackets. */
  section: string;
  key: string;
  /** As systemd reads it: without white space at its ends, continued lines joined; quotes and `%` are in it. */
  value: string;
  raw: string;
}

/** The text that parseUnit reads as these lines. */
export function formatUnitText(unit: UnitText): string {
  return unit.map(({ raw }) => raw).join("");
}

/** All that is said of these keys, in the order of the units and of their lines. */
export function assignmentsOf(
  units: readonly UnitText[],
  section: string,
  ...keys: string[]
): Assignment[] {
  return units.flat().flatMap((line) => {
    return line.kind === "setting" && line.section === section && keys.includes(line.key)
      ? [line]
      : [];
  });
}

/**
 * What is left of these keys: the empty assignment takes back all before it. Keys that reset each other go in one
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
