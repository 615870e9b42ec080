import { existsSync, readFileSync } from "node:fs";
import { oldestSystemd } from "../engines/systemd/manager/planned-version.js";
import { booted } from "../listen/booted.js";
import type { CheckResult } from "./check-result.js";
import type { Machine } from "./machine.js";
import { judgeSystemManager } from "./system-manager.js";
import { judgeUserManager } from "./user-manager.js";

/** Tells whether systemd runs this machine, and whether we reach its manager and that of this user. */
export function checkSystemd(machine: Machine): CheckResult[] {
  const { user, system } = machine.managers;
  if (user.outcome === "no-systemctl") return [noSystemctl];
  const reached = [system, user].find(({ outcome }) => outcome === "reached");
  if (reached?.outcome === "reached") {
    return [judgeVersion(reached.version), judgeSystemManager(machine), judgeUserManager(machine)];
  }
  if (!booted()) return [notBooted()];
  return [judgeSystemManager(machine), judgeUserManager(machine)];
}

const inForeground = "`rouse listen` does the same in the foreground";

const noSystemctl: CheckResult = {
  check: "systemd",
  verdict: "missing",
  found: "there is no systemctl on PATH",
  next: `without systemd, ${inForeground}`,
};

function judgeVersion(version: string): CheckResult {
  const number = Number.parseInt(version, 10);
  if (number >= oldestSystemd) return { check: "systemd", verdict: "ok", found: version };
  const next = `Rouse is tested with ${oldestSystemd} and later`;
  return { check: "systemd", verdict: "limited", found: version, next };
}

function notBooted(): CheckResult {
  const { found, next } = machines.find(({ isThis }) => isThis()) ?? anyOther;
  return { check: "systemd", verdict: "missing", found, next };
}

const anyOther = {
  found: "it does not run this machine",
  next: inForeground,
};

/** Kinds of machines that have systemctl and no systemd behind it. The first that fits wins. */
const machines = [
  {
    isThis: () => /microsoft|WSL/i.test(textOf("/proc/version")),
    found: "it does not run this WSL machine",
    next:
      "put `[boot]` and below it `systemd=true` into /etc/wsl.conf, then run `wsl --shutdown` in Windows; " +
      `or without: ${inForeground}`,
  },
  {
    isThis: () => existsSync("/run/.containerenv") || existsSync("/.dockerenv"),
    found: "this container was not booted with it",
    next: `${inForeground}, and units outside can start a container (docs/containers.md)`,
  },
];

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
