import { isYes, lastOf, listOf, type OriginalUnit, refused } from "./original-unit.js";

/**
 * Throws when the service would not see rouse-exec, by what its unit hides from it.
 * @throws CONVERT_REFUSED
 */
export function requireVisible(original: OriginalUnit, rouseExec: string): void {
  const hides = hidings.find(({ isThere }) => isThere(original, rouseExec));
  if (hides === undefined) return;
  const problem = `${hides.setting} hides ${rouseExec} from it; install rouse-exec where the service sees it`;
  throw refused(original.unit, problem);
}

interface Hiding {
  setting: string;
  isThere(original: OriginalUnit, path: string): boolean;
}

const hidings: Hiding[] = [
  { setting: "RootDirectory=", isThere: (original) => isSet(original, "RootDirectory") },
  { setting: "RootImage=", isThere: (original) => isSet(original, "RootImage") },
  {
    setting: "ProtectHome=",
    isThere: (original, path) =>
      isEmptied(lastOf(original, "ProtectHome")) && isBelow(path, "/home", "/root", "/run/user"),
  },
  {
    setting: "PrivateTmp=",
    isThere: (original, path) =>
      isEmptied(lastOf(original, "PrivateTmp")) && isBelow(path, "/tmp", "/var/tmp"),
  },
  {
    setting: "InaccessiblePaths=",
    isThere: (original, path) => isBelow(path, ...pathsIn(original, "InaccessiblePaths")),
  },
  {
    setting: "TemporaryFileSystem=",
    isThere: (original, path) => isBelow(path, ...pathsIn(original, "TemporaryFileSystem")),
  },
];

function isSet(original: OriginalUnit, key: string): boolean {
  return lastOf(original, key) !== undefined;
}

/** `read-only` leaves what is there to be seen. */
function isEmptied(value: string | undefined): boolean {
  return isYes(value) || value === "tmpfs" || value === "disconnected";
}

function isBelow(path: string, ...folders: readonly string[]): boolean {
  return folders.some(
    (folder) => path === folder || path.startsWith(`${folder.replace(/\/$/, "")}/`),
  );
}

/** `-/path`, `+/path`, `/path:ro` */
function pathsIn(original: OriginalUnit, key: string): string[] {
  const words = listOf(original, key).flatMap((value) => value.split(/\s+/));
  return words.map((word) => word.replace(/^[-+]*/, "").replace(/:.*/, ""));
}
