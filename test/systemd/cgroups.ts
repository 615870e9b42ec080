import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { hasCode } from "../../src/errors/has-code.js";
import { until } from "../harness/until.js";

/** Where systemd keeps its own hierarchies: v2 alone, or on hybrid machines v1 `name=systemd` and v2. */
export function systemdHierarchies(): string[] {
  const lines = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
  return lines.flatMap((line) => {
    const [mount = "", source = ""] = line.split(" - ");
    const isOurs = source.startsWith("cgroup2 ") || /^cgroup .*\bname=systemd\b/.test(source);
    return isOurs ? [mount.split(" ")[4] ?? ""] : [];
  });
}

/** Those, and where memory is counted on hybrid machines: v1 `memory`. */
export function machineHierarchies(): string[] {
  const memory = "/sys/fs/cgroup/memory";
  return [...systemdHierarchies(), ...(existsSync(memory) ? [memory] : [])];
}

/** A cgroup in each of them that belongs to the user, as PID 1 delegates one to user@UID.service. */
export function makeCgroups(hierarchies: string[], name: string, uid: number): string[] {
  return hierarchies.map((hierarchy) => {
    const cgroup = join(hierarchy, name);
    mkdirSync(cgroup);
    const delegated = ["", "cgroup.procs", "cgroup.subtree_control", "cgroup.threads", "tasks"];
    for (const file of delegated.map((entry) => join(cgroup, entry))) {
      if (existsSync(file)) chownSync(file, uid, uid);
    }
    return cgroup;
  });
}

/** Removes them with all below; the processes in them have been killed, but may not be gone yet. */
export async function removeCgroups(cgroups: string[]): Promise<void> {
  for (const cgroup of cgroups) {
    await until(() => isRemoved(cgroup), { what: `the cgroup ${cgroup} to be empty` });
  }
}

function isRemoved(cgroup: string): boolean {
  const below = readdirSync(cgroup, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  if (!below.every((entry) => isRemoved(join(cgroup, entry.name)))) return false;
  try {
    rmdirSync(cgroup);
    return true;
  } catch (error) {
    if (hasCode(error, "EBUSY")) return false;
    throw error;
  }
}
