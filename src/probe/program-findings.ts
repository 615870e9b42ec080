import { statSync } from "node:fs";
import { basename } from "node:path";
import { signalName } from "../sys/processes/signal-name.js";
import { findForegroundOption } from "./foreground-options.js";
import type { ProbedProgram } from "./probed-program.js";

export function nothingBound({ binds, program, ended, exit, durationMs }: ProbedProgram): string[] {
  if (binds.some(({ state }) => state !== "idle")) return [];
  if (program.usesIoUring) {
    return [
      "the program uses io_uring, and a bind made through that is not seen: turn io_uring off in it",
    ];
  }
  if (ended === "program")
    return [
      `the program ${describeExit(exit)} before it bound anything that clients could connect to`,
    ];
  const seconds = Math.round(durationMs / 1000);
  return [
    `the program bound nothing that clients could connect to in ${seconds} s: one that only makes connections cannot be ` +
      "activated; use --for to watch one that needs longer",
  ];
}

export function otherSockets({ program }: ProbedProgram): string[] {
  return program.otherSockets.map(
    (kind) =>
      `the program has a ${kind} socket too, which it will still open itself: what arrives there does not wake it`,
  );
}

export function background({ program, command: [name = ""] }: ProbedProgram): string[] {
  if (!program.becameDaemon) return [];
  const option = findForegroundOption(name);
  const next =
    option === undefined
      ? "look for its option that keeps it in the foreground"
      : `${option} it stays in the foreground`;
  return [`the program goes to the background, which a service need not do: ${next}`];
}

export function setuid({ command: [path = ""] }: ProbedProgram): string[] {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  const bit = mode & 0o4000 ? "setuid" : mode & 0o2000 ? "setgid" : undefined;
  if (bit === undefined) return [];
  const name = basename(path);
  return [
    `${name} is ${bit}, which has no effect under rouse-exec unless rouse-exec has CAP_SYS_ADMIN: make it a service of ` +
      "the system with --system",
  ];
}

/** "ended with status 1" */
function describeExit(exit: ProbedProgram["exit"]): string {
  if (exit === null) return "ended";
  return exit.signal === null
    ? `ended with status ${exit.code}`
    : `was ended by ${signalName(exit.signal)}`;
}
