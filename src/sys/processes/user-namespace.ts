import { readFileSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";

/** The users that this user namespace shows (user_namespaces(7)). */
export interface ShownUsers {
  readonly own: number;
  /** Whether uid 0 is mapped to a user. */
  readonly root: boolean;
  /** The uid that stands for every user that is not mapped; undefined when all are. */
  readonly unknown: number | undefined;
}

const everyone = 2 ** 32 - 1;

/** Returns undefined where /proc does not say. */
export function readShownUsers(): ShownUsers | undefined {
  const own = process.geteuid?.();
  const map = readProc("/proc/self/uid_map");
  const overflow = readProc("/proc/sys/kernel/overflowuid");
  if (own === undefined || map === undefined || overflow === undefined) return undefined;
  const ranges = map
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const shown = ranges.reduce((sum, [, , count = 0]) => sum + count, 0);
  const root = ranges.some(([first, , count = 0]) => first === 0 && count > 0);
  return { own, root, unknown: shown >= everyone ? undefined : Number(overflow) };
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT", "EACCES", "EPERM")) return undefined;
    throw error;
  }
}
