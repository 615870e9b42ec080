import { existsSync, readFileSync } from "node:fs";
import type { Finding } from "./check-result.js";
import type { Machine } from "./machine.js";
import { judgeSystemManager } from "./system-manager.js";
import { judgeUserManager } from "./user-manager.js";

/** Whether systemd runs this machine, and whether we reach its manager and that of this user. */
export function checkSystemd(machine: Machine): Finding[] {
  const { user, system } = machine.managers;
  if (user.outcome === "no-systemctl") return [noSystemctl];
  const reached = [system, user].find(({ outcome }) => outcome === "reached");
  if (reached?.outcome === "reached") {
    return [judgeVersion(reached.version), judgeSystemManager(machine), judgeUserManager(machine)];
  }
  if (!existsSync("/run/systemd/system")) return [notBooted()];
  return [judgeSystemManager(machine), judgeUserManager(machine)];
}

const inForeground = "`rouse listen` does the same in the foreground";

const noSystemctl: Finding = {
  check: "systemd",
  verdict: "missing",
  found: "there is no systemctl on PATH",
  next: `without systemd ${inForeground}`,
};

/** The first with which the generated units are tested. */
const tested = 252;

function judgeVersion(version: string): Finding {
  const number = Number.parseInt(version, 10);
  if (number >= tested) return { check: "systemd", verdict: "ok", found: version };
  const next = `Rouse is tested with ${tested} and later`;
  return { check: "systemd", verdict: "limited", found: version, next };
}

function notBooted(): Finding {
  const place = places.find(({ isHere }) => isHere()) ?? elsewhere;
  const { found, next } = place;
  return { check: "systemd", verdict: "missing", found, next };
}

const elsewhere = {
  found: "it does not run this machine",
  next: inForeground,
};

/** Machines that have systemctl, and no systemd behind it. The first that fits wins. */
const places = [
  {
    isHere: () => /microsoft|WSL/i.test(textOf("/proc/version")),
    found: "it does not run this WSL machine",
    next:
      "put `[boot]` and below it `systemd=true` into /etc/wsl.conf, then run `wsl --shutdown` in Windows; " +
      `or without: ${inForeground}`,
  },
  {
    isHere: () => existsSync("/run/.containerenv") || existsSync("/.dockerenv"),
    found: "it does not run this container",
    next: `${inForeground}, and units outside can start a container (docs/containers.md)`,
  },
];

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
