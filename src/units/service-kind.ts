/** The command that wrote a service, `rouse KIND`. */
export type ServiceKind = (typeof kinds)[number];

const kinds = ["add", "convert", "podman"] as const;

/** Returns the kind that `Kind=` of a unit names; undefined for a word that Rouse does not know. */
export function findServiceKind(word: string | undefined): ServiceKind | undefined {
  return kinds.find((kind) => kind === word);
}
