import { existsSync, readFileSync } from "node:fs";
import type { CheckResult } from "./check-result.js";
import type { Machine } from "./machine.js";

const check = "accounting";

/** Tells whether the memory of a service is counted, all its processes together. */
export function checkAccounting({ uid }: Machine): CheckResult[] {
  const { found, next } = accountings.find(({ isHere }) => isHere(uid)) ?? uncounted;
  if (next === undefined) return [{ check, verdict: "ok", found }];
  return [{ check, verdict: "limited", found, next }];
}

interface Accounting {
  isHere(uid: number): boolean;
  found: string;
  next?: string;
}

const root = "/sys/fs/cgroup";

/** cgroups(7). The first that fits wins. */
const accountings: Accounting[] = [
  {
    isHere: (uid) => hasMemory(uid === 0 ? root : delegated(uid)),
    found: "cgroup v2 counts the memory of services",
  },
  {
    isHere: () => existsSync(`${root}/cgroup.controllers`),
    found:
      "cgroup v2 does not count the memory of this user's services, so the resident pages of the program are shown",
    next: "let user@.service delegate the memory controller (Delegate=, systemd.resource-control(5))",
  },
  {
    isHere: (uid) => uid === 0 && existsSync(`${root}/memory`),
    found: "cgroup v1 counts the memory of services",
  },
  {
    isHere: () => existsSync(`${root}/memory`),
    found:
      "cgroup v1 does not count the memory of users' services, so the resident pages of the program are shown",
    next:
      "have cgroup2 mounted at /sys/fs/cgroup; where systemd booted the machine, boot it with " +
      "systemd.unified_cgroup_hierarchy=1",
  },
];

const uncounted: Pick<Accounting, "found" | "next"> = {
  found: "no cgroup counts the memory of services, so the resident pages of the program are shown",
  next: "mount cgroup2 at /sys/fs/cgroup, as systemd does",
};

function delegated(uid: number): string {
  return `${root}/user.slice/user-${uid}.slice/user@${uid}.service`;
}

function hasMemory(group: string): boolean {
  const file = `${group}/cgroup.controllers`;
  return existsSync(file) && readFileSync(file, "utf8").split(/\s/).includes("memory");
}
