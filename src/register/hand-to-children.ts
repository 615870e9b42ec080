import { hasCode } from "../errors/has-code.js";
import { RouseError } from "../errors/rouse-error.js";
import { formatNames } from "../listen/fd-names.js";
import type { PassedSocket } from "../listen/passed-socket.js";
import { readDescriptor } from "../sys/descriptors/descriptor.js";
import { childProcess } from "../sys/lazy-node-modules.js";
import { handOverVariable } from "./hand-over-variable.js";
import { isPackageRunner } from "./package-runner.js";

/** The options that every function of child_process gives to ChildProcess.prototype.spawn. */
interface Spawning {
  stdio?: unknown;
  envPairs?: unknown;
}

/**
 * Hands the sockets to those children that are the program itself: the scripts that a package runner runs (they have our
 * stdin, stdout and stderr, unlike everything else that it starts), and the workers of a cluster, for what they bind
 * without their primary (`exclusive`, `reusePort`). No other child gets them. `handed` is called for each. Based on
 * lib/internal/child_process.js of Node 20.20, 22.23, 24.21 and 26.10.
 */
export function handToChildren(passed: readonly PassedSocket[], handed: () => void): void {
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

/** Returns whether this is our own stdin, stdout or stderr, in one of the forms that child_process takes. */
function isOurs(kind: unknown): boolean {
  if (typeof kind !== "object" || kind === null) return kind === "inherit" || isStandard(kind);
  return "fd" in kind && isStandard(kind.fd);
}

function isStandard(fd: unknown): boolean {
  return fd === 0 || fd === 1 || fd === 2;
}

/** Only node:cluster sets NODE_UNIQUE_ID, for its own forks; a worker removes it from its environment. */
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

/** Returns undefined where the child expects something else at 3; it then gets no sockets. */
function withSockets(options: Spawning, passed: readonly PassedSocket[]): Spawning | undefined {
  const stdio = listStdio(options.stdio);
  const more = stdio.slice(3);
  if (more.some((kind) => kind !== "ipc")) return undefined;
  const added = handOverEnvironment(passed);
  const kept = listPairs(options.envPairs).filter((pair) => !((pair.split("=")[0] ?? "") in added));
  const pairs = Object.entries(added).map(([name, value]) => `${name}=${value}`);
  const fds = passed.map(({ fd }) => fd);
  return {
    ...options,
    stdio: [...stdio.slice(0, 3), ...fds, ...more],
    envPairs: [...kept, ...pairs],
  };
}

function handOverEnvironment(passed: readonly PassedSocket[]): Record<string, string> {
  const names = passed.map(({ name }) => name);
  return {
    LISTEN_FDS: String(passed.length),
    LISTEN_FDNAMES: formatNames(names, "strict"),
    [handOverVariable]: passed.map(({ inode }) => inode).join(),
  };
}

/** Without koffi a server has the passed descriptor itself, and closes it. */
function isOpen({ fd, inode }: PassedSocket): boolean {
  try {
    return Number(readDescriptor(fd).inode) === inode;
  } catch (error) {
    if (error instanceof RouseError && hasCode(error, "DESCRIPTOR_NOT_OPEN")) return false;
    throw error;
  }
}
