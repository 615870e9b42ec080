import { posix } from "node:path";

/**
 * The folders with drop-ins of a unit, those first that win: systemd.unit(5). `lookup` are the folders of units,
 * /etc before /run before /usr/lib (`systemctl show --property=UnitPath`).
 */
export function dropInFolders(unit: string, lookup: readonly string[]): string[] {
  const [, type = ""] = unit.match(/\.([^.]*)$/) ?? [];
  const own = lookup.flatMap((folder) => dropInNames(unit).map((name) => `${folder}/${name}.d`));
  return [...own, ...lookup.map((folder) => `${folder}/${type}.d`)];
}

/** `a-b@c.service`, `a-b@.service`, `a-@.service` … */
function dropInNames(unit: string): string[] {
  const [, prefix = "", instance, type = ""] = unit.match(/^(.*?)(@.*)?(\.[^.]*)$/) ?? [];
  const template = instance === undefined ? [] : [`${prefix}@${type}`];
  const parts = prefix.replace(/-$/, "").split("-");
  const shorter = parts.slice(1).map((_, index) => parts.slice(0, parts.length - 1 - index));
  const names = [unit, ...template, ...shorter.map((some) => `${some.join("-")}-${type}`)];
  return [...new Set(names)];
}

/**
 * The drop-ins that count, in the order in which they are read, of the files in the folders of dropInFolders, in
 * their order. Of several with one name the first counts (an empty one, or a link to /dev/null, is so a mask);
 * they are read in the order of their names, whatever folder they are in.
 */
export function chooseDropIns(paths: readonly string[]): string[] {
  const chosen = new Map<string, string>();
  for (const path of paths.filter((path) => path.endsWith(".conf"))) {
    const name = posix.basename(path);
    if (!chosen.has(name)) chosen.set(name, path);
  }
  return [...chosen]
    .sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    .map(([, path]) => path);
}
