import { readFileSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";

/**
 * Returns how many bytes a unit uses to which the first of `pids` belongs: what its control group is charged for, else
 * the sum of the resident memory of its processes (shared pages count for each), else that of `pids`. Returns undefined
 * where none of these can be read.
 */
export function readMemoryUse(
  pids: readonly number[],
  unit: string | undefined,
): number | undefined {
  const groups = unit === undefined ? [] : groupsOf(pids[0], unit);
  return charged(groups) ?? resident(processesOf(groups) ?? pids);
}

interface Group {
  /** The controllers of a hierarchy of cgroup v1; empty for v2. */
  controllers: string;
  path: string;
}

/** cgroups(7): `4:memory:/user.slice/…/web.service`. A group above that of the unit has other processes as well. */
function groupsOf(pid: number | undefined, unit: string): Group[] {
  const lines = read(`/proc/${pid}/cgroup`)?.split("\n") ?? [];
  return lines.flatMap((line) => {
    const [, controllers = "", path = ""] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    const parts = path.split("/");
    const at = parts.indexOf(unit);
    return at === -1 ? [] : { controllers, path: parts.slice(0, at + 1).join("/") };
  });
}

function charged(groups: readonly Group[]): number | undefined {
  for (const { controllers, path } of groups) {
    const file =
      controllers === ""
        ? `/sys/fs/cgroup${path}/memory.current`
        : `/sys/fs/cgroup/memory${path}/memory.usage_in_bytes`;
    const text = ["", "memory"].includes(controllers) ? read(file) : undefined;
    if (text !== undefined) return Number(text);
  }
  return undefined;
}

function resident(pids: readonly number[]): number | undefined {
  const sizes = pids.map(residentOf);
  const known = sizes.filter((size) => size !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, size) => sum + size, 0);
}

/** On a hybrid of v1 and v2 every unit has a group in the hierarchy of systemd, though not in that of memory. */
function processesOf(groups: readonly Group[]): number[] | undefined {
  for (const { controllers, path } of groups) {
    const hierarchy = hierarchies[controllers];
    const text = hierarchy === undefined ? undefined : read(`${hierarchy}${path}/cgroup.procs`);
    const pids = text?.split("\n").filter(Boolean).map(Number) ?? [];
    // A group that rouse-exec has divided (--sleep=freeze) has its processes below.
    if (pids.length > 0) return pids;
  }
  return undefined;
}

const hierarchies: Readonly<Record<string, string>> = {
  "": "/sys/fs/cgroup",
  "name=systemd": "/sys/fs/cgroup/systemd",
};

/** proc_pid_status(5) counts in kB, whatever the size of a page. */
function residentOf(pid: number): number | undefined {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? "") ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

/** Returns undefined where there is no such file, or we may not read it. */
function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT", "ESRCH", "EACCES", "EPERM", "ENODEV")) return undefined;
    throw error;
  }
}
