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

/** A file of a drop-in folder. */
export interface DropIn {
  path: string;
  /** It is empty, or a link to /dev/null: it takes others of its name out, and is none itself. */
  isMask: boolean;
}

/**
 * The drop-ins that count, in the order in which they are read, of those in the folders of dropInFolders and in
 * that order. Of several with one file name the first counts; all are read in the order of the file names.
 */
export function chooseDropIns(found: readonly DropIn[]): string[] {
  const chosen = new Map<string, DropIn>();
  for (const dropIn of found.filter(({ path }) => path.endsWith(".conf"))) {
    const name = posix.basename(dropIn.path);
    if (!chosen.has(name)) chosen.set(name, dropIn);
  }
  return [...chosen]
    .filter(([, { isMask }]) => !isMask)
    .sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    .map(([, { path }]) => path);
}
