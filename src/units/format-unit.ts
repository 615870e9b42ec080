/** `[Section]` and its `Key=value` lines; a value is written as it is. */
export type Section = readonly [name: string, settings: readonly Setting[]];
export type Setting = readonly [key: string, value: string];

/** Returns the text of a unit; sections without settings are left out. */
export function formatUnit(sections: readonly Section[]): string {
  return sections
    .filter(([, settings]) => settings.length > 0)
    .map(formatSection)
    .join("\n");
}

function formatSection([name, settings]: Section): string {
  return [`[${name}]`, ...settings.map(([key, value]) => `${key}=${value}`), ""].join("\n");
}
