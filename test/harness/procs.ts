import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { hasCode } from "../../src/errors/has-code.js";
import { until } from "./until.js";

/** What /proc says about processes. A process that is gone gives undefined or nothing, never an error. */
export function pids(): number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

export interface Stat {
  state: string;
  ppid: number;
  pgrp: number;
  session: number;
  /** When it started, in clock ticks since boot. */
  started: number;
  /** Of a processor, in the kernel and outside of it, in clock ticks. */
  used: number;
}

export function stat(pid: number): Stat | undefined {
  const text = ifAlive(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  if (!text) return undefined;
  // The name in parentheses may hold spaces and parentheses itself.
  const [state = "", ...numbers] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [ppid = 0, pgrp = 0, session = 0] = numbers.slice(0, 3).map(Number);
  const used = Number(numbers[10]) + Number(numbers[11]);
  return { state, ppid, pgrp, session, started: Number(numbers[18]), used };
}

/** Those of all processes: it takes some milliseconds, so whoever has several questions asks it once. */
export function stats(): Map<number, Stat> {
  const found = new Map<number, Stat>();
  for (const pid of pids()) {
    const one = stat(pid);
    if (one) found.set(pid, one);
  }
  return found;
}

/** A zombie is not alive. */
export function isAlive(pid: number): boolean {
  const state = stat(pid)?.state;
  return state !== undefined && state !== "Z" && state !== "X";
}

/** Without the guard that rouse-exec has beside the program. */
export function children(pid: number): number[] {
  return pids().filter((other) => stat(other)?.ppid === pid && !isGuard(other));
}

/** The guards among the children of a rouse-exec: at most one. */
export function guards(pid: number): number[] {
  return pids().filter((other) => stat(other)?.ppid === pid && isGuard(other));
}

function isGuard(pid: number): boolean {
  return ifAlive(() => readFileSync(`/proc/${pid}/comm`, "utf8")) === "rouse-guard\n";
}

/** Children, their children and so on, nearest first, zombies included, without guards. */
export function descendants(pid: number): number[] {
  return [...treeOf([pid], stats())].slice(1).filter((other) => !isGuard(other));
}

/** They and all that descend from them, nearest first, guards included. */
export function treeOf(roots: number[], all: Map<number, Stat>): Set<number> {
  const found = new Set(roots);
  for (const parent of found) {
    for (const [pid, { ppid }] of all) if (ppid === parent) found.add(pid);
  }
  return found;
}

/** Whether it waits for something: a process that polls in vain, again and again, never does. */
export function isAsleep(pid: number): boolean {
  return stat(pid)?.state === "S";
}

export function cmdline(pid: number): string[] {
  return strings(`/proc/${pid}/cmdline`);
}

export function environ(pid: number): Record<string, string> {
  const pairs = environStrings(pid).map((pair): [string, string] => {
    const end = pair.indexOf("=");
    return [pair.slice(0, end), pair.slice(end + 1)];
  });
  return Object.fromEntries(pairs);
}

/** Empty for a moment of every execve(2), which is as long as the scheduler likes. */
function environStrings(pid: number): string[] {
  for (let attempt = 0; attempt < 2000; attempt++) {
    const found = strings(`/proc/${pid}/environ`);
    if (found.length > 0 || !isInExec(pid)) return found;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  }
  return [];
}

/** The kernel says last where the environment ends: env_end of proc_pid_stat(5) is 0, as it is of who has no memory. */
function isInExec(pid: number): boolean {
  const text = ifAlive(() => readFileSync(`/proc/${pid}/stat`, "utf8")) ?? "";
  const [envEnd] = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .slice(48, 49);
  return envEnd === "0" && ifAlive(() => readlinkSync(`/proc/${pid}/exe`)) !== undefined;
}

export function threads(pid: number): number[] {
  return ifAlive(() => readdirSync(`/proc/${pid}/task`).map(Number)) ?? [];
}

/** Descriptor number → what it is, such as `socket:[123]` or `/dev/null`. */
export function fds(pid: number): Map<number, string> {
  const numbers = ifAlive(() => readdirSync(`/proc/${pid}/fd`).map(Number)) ?? [];
  return new Map(
    numbers
      .sort((a, b) => a - b)
      .flatMap((fd) => {
        const target = ifAlive(() => readlinkSync(`/proc/${pid}/fd/${fd}`));
        return target === undefined ? [] : [[fd, target] as const];
      }),
  );
}

/** Those that it keeps: while it works, it has others open for a moment. */
export function fdsAtRest(pid: number): Promise<string> {
  let last = "";
  const twiceTheSame = () => {
    const before = last;
    last = isAsleep(pid) ? [...fds(pid)].join("\n") : "";
    return last === before && last;
  };
  return until(twiceTheSame, { what: `process ${pid} to be at rest` });
}

/** A line of /proc/PID/status, such as `SigBlk`, `NoNewPrivs` or `Seccomp`. */
export function status(pid: number, key: string): string | undefined {
  const text = ifAlive(() => readFileSync(`/proc/${pid}/status`, "utf8"));
  return text?.match(new RegExp(`^${key}:[^\\S\\n]*(.*)$`, "m"))?.[1];
}

/** Resident memory in bytes. */
export function rss(pid: number): number | undefined {
  return resident(pid, "Rss");
}

/** The same without the pages of files: what it has written to. */
export function anonymous(pid: number): number | undefined {
  return resident(pid, "Anonymous");
}

function resident(pid: number, what: string): number | undefined {
  const text = ifAlive(() => readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"));
  const kilobytes = text?.match(new RegExp(`^${what}:\\s+(\\d+) kB$`, "m"))?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}

function strings(file: string): string[] {
  return (ifAlive(() => readFileSync(file, "utf8")) ?? "")
    .split("\0")
    .filter((text) => text !== "");
}

function ifAlive<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    // ENOENT and ESRCH: it ended; EACCES: it ended between open and read, or it hides from its owner.
    if (hasCode(error, ...gone)) return undefined;
    throw error;
  }
}

const gone = ["ENOENT", "ESRCH", "EACCES", "EPERM"];
