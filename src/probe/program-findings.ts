import { statSync } from "node:fs";
import { basename } from "node:path";
import type { Case } from "./findings.js";
import { findForegroundWay } from "./foreground-options.js";

export function nothingBound({ binds, program, ended, exit, durationMs }: Case): string[] {
  if (binds.some(({ state }) => state !== "idle")) return [];
  if (program.usesIoUring) {
    return [
      "it uses io_uring, and a bind made through that is not seen: turn it off in the program",
    ];
  }
  if (ended === "program")
    return [`it ${describeExit(exit)} before it bound anything that clients could come to`];
  const seconds = Math.round(durationMs / 1000);
  return [
    `it bound nothing that clients could come to in ${seconds} s: a program that only makes connections cannot be ` +
      "activated; one that needs longer is watched for longer with --for",
  ];
}

export function otherSockets({ program }: Case): string[] {
  return program.otherSockets.map(
    (kind) =>
      `it has a ${kind} socket too, which it goes on opening itself: what comes there does not wake it`,
  );
}

export function background({ program, command: [name = ""] }: Case): string[] {
  if (!program.becameDaemon) return [];
  const way = findForegroundWay(name);
  const next =
    way === undefined
      ? "look for its option to stay in the foreground"
      : `it stays in the foreground ${way}`;
  return [`it goes to the background, which a service need not: ${next}`];
}

export function setuid({ command: [path = ""] }: Case): string[] {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  const bit = mode & 0o4000 ? "setuid" : mode & 0o2000 ? "setgid" : undefined;
  if (bit === undefined) return [];
  const name = basename(path);
  return [
    `${name} is ${bit}, and gains nothing by that under rouse-exec unless that has CAP_SYS_ADMIN: make it a service of ` +
      "the system with --system",
  ];
}

/** "ended with status 1" */
export function describeExit(exit: Case["exit"]): string {
  if (exit === null) return "ended";
  return exit.signal === null
    ? `ended with status ${exit.code}`
    : `was ended by signal ${exit.signal}`;
}
