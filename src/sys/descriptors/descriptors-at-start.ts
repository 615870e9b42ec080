import { constants, existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";

/**
 * The descriptors that the process which started us left open for the program, listed before Node opens and changes
 * more: importing commander is enough to make Node 22 create stderr, which sets O_NONBLOCK on a pipe that others may
 * share and opens /dev/null. cli/main.ts imports this first.
 */
export const descriptorsAtStart = existsSync("/proc/self/fd")
  ? look()
  : { inherited: [0, 1, 2], blocking: [] };

function look(): { inherited: number[]; blocking: number[] } {
  return { inherited: findInherited(readTargets()), blocking: [0, 1, 2].filter(isBlocking) };
}

/**
 * Node marks inherited descriptors close-on-exec like its own, so the mark does not tell them apart. Its own are its
 * event loops and their wake-up pipes, of which it holds both ends. A number below its first event loop was taken
 * before Node began.
 */
function findInherited(targets: Map<number, string>): number[] {
  const firstOfNode = Math.min(...numbersOf(targets, isEventLoop));
  const isOfNode = (fd: number, target: string) =>
    fd >= firstOfNode && (isEventLoop(target) || isWholePipe(target, targets));
  return [...targets].filter(([fd, target]) => !isOfNode(fd, target)).map(([fd]) => fd);
}

function readTargets(): Map<number, string> {
  const targets = new Map<number, string>();
  for (const name of readdirSync("/proc/self/fd")) {
    const target = readTarget(name);
    if (target !== undefined) targets.set(Number(name), target);
  }
  return targets;
}

/** Returns undefined for the descriptor that the listing itself had open. */
function readTarget(name: string): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${name}`);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isEventLoop(target: string): boolean {
  return /^anon_inode:\[(eventpoll|eventfd|io_uring)\]$/.test(target);
}

/** Returns whether we hold both ends, and neither is our stdin, stdout or stderr. */
function isWholePipe(target: string, targets: Map<number, string>): boolean {
  if (!target.startsWith("pipe:")) return false;
  const ends = numbersOf(targets, (other) => other === target);
  return ends.length === 2 && Math.min(...ends) > 2;
}

function numbersOf(targets: Map<number, string>, isIt: (target: string) => boolean): number[] {
  return [...targets].filter(([, target]) => isIt(target)).map(([fd]) => fd);
}

function isBlocking(fd: number): boolean {
  const [, flags = ""] =
    readFileSync(`/proc/self/fdinfo/${fd}`, "utf8").match(/^flags:\s+(\d+)/m) ?? [];
  return (Number.parseInt(flags, 8) & constants.O_NONBLOCK) === 0;
}
