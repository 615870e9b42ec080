import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import type { PassedSocket } from "../listen/passed-socket.js";
import { readDescriptor } from "../sys/descriptors/descriptor.js";
import { childProcess } from "../sys/on-use.js";
import { markedEnvironment } from "./mark.js";
import { isPackageRunner } from "./package-runner.js";

/** What every kind of child_process gives to ChildProcess.prototype.spawn. */
interface Spawning {
  stdio?: unknown;
  envPairs?: unknown;
}

/**
 * Hands the sockets on to those children that are the program itself: the scripts that a package runner runs (with
 * the terminal, so nothing else that it may start), and the workers of a cluster, for what they bind without
 * their primary (`exclusive`, `reusePort`). No other child gets them. lib/internal/child_process.js of Node 20.20,
 * 22.23, 24.21 and 26.10 was read for this. `handed` is told of each.
 */
export function handOnToChildren(passed: readonly PassedSocket[], handed: () => void): void {
  const { prototype } = childProcess().ChildProcess;
  const spawn: unknown = Reflect.get(prototype, "spawn");
  if (typeof spawn !== "function") return;
  const isRunner = isPackageRunner();
  Reflect.set(prototype, "spawn", function (this: object, options: Spawning) {
    const isProgram = isWorker(options) || (isRunner && isScript(options));
    const given = isProgram && passed.every(isOpen) ? withSockets(options, passed) : undefined;
    if (given) handed();
    return Reflect.apply(spawn, this, [given ?? options]);
  });
}

function isScript({ stdio, envPairs }: Spawning): boolean {
  const isForeground = listStdio(stdio).slice(0, 3).every(isOurs);
  return isForeground && hasVariable(envPairs, "npm_lifecycle_event");
}

/** Our own standard input, output or error, in one of the ways that child_process takes it. */
function isOurs(kind: unknown): boolean {
  if (typeof kind !== "object" || kind === null) return kind === "inherit" || isStandard(kind);
  return "fd" in kind && isStandard(kind.fd);
}

function isStandard(fd: unknown): boolean {
  return fd === 0 || fd === 1 || fd === 2;
}

/** Only node:cluster sets it, for a fork of its own; a worker has it no longer in its environment. */
function isWorker({ stdio, envPairs }: Spawning): boolean {
  return listStdio(stdio).includes("ipc") && hasVariable(envPairs, "NODE_UNIQUE_ID");
}

function hasVariable(envPairs: unknown, name: string): boolean {
  return listPairs(envPairs).some((pair) => pair.startsWith(`${name}=`));
}

function listPairs(envPairs: unknown): string[] {
  return Array.isArray(envPairs) ? envPairs.map(String) : [];
}

function listStdio(stdio: unknown): unknown[] {
  return Array.isArray(stdio) ? stdio : [stdio, stdio, stdio];
}

/** Undefined where the child expects something else at 3: then it goes without. */
function withSockets(options: Spawning, passed: readonly PassedSocket[]): Spawning | undefined {
  const stdio = listStdio(options.stdio);
  const more = stdio.slice(3);
  if (more.some((kind) => kind !== "ipc")) return undefined;
  const added = markedEnvironment(passed);
  const kept = listPairs(options.envPairs).filter((pair) => !((pair.split("=")[0] ?? "") in added));
  const pairs = Object.entries(added).map(([name, value]) => `${name}=${value}`);
  const fds = passed.map(({ fd }) => fd);
  return {
    ...options,
    stdio: [...stdio.slice(0, 3), ...fds, ...more],
    envPairs: [...kept, ...pairs],
  };
}

/** Without koffi a server has the descriptor itself, and closes it. */
function isOpen({ fd, inode }: PassedSocket): boolean {
  try {
    return Number(readDescriptor(fd).inode) === inode;
  } catch (error) {
    if (error instanceof RouseError && hasCode(error, "DESCRIPTOR_NOT_OPEN")) return false;
    throw error;
  }
}
