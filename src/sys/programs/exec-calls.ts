import { constants as files } from "node:fs";
import { constants } from "node:os";
import { RouseError } from "../../errors/rouse-error.js";
import { errnoName, native } from "../libc/native.js";

/** The calls of libc that prepare an execve(2) and make it. A number is -1 on failure; `errno` then names the reason. */
export interface ExecCalls {
  execv(path: string, argv: readonly (string | null)[]): number;
  clearCloseOnExec(fd: number): number;
  clearNonBlocking(fd: number): number;
  setDefaultAction(signal: "SIGPIPE" | "SIGXFSZ"): void;
  setOpenFilesLimit(limits: { soft: number; hard: number }): number;
  errno(): string;
}

let loaded: ExecCalls | undefined;

/** Returns undefined where libc cannot be called: without koffi. */
export function findExecCalls(): ExecCalls | undefined {
  try {
    loaded ??= load();
    return loaded;
  } catch (error) {
    if (error instanceof RouseError && error.code === "NATIVE_MISSING") return undefined;
    throw error;
  }
}

/** From <fcntl.h> and <sys/resource.h>, the same on every 64-bit Linux that Rouse is built for. */
const F_SETFD = 2;
const F_GETFL = 3;
const F_SETFL = 4;
const RLIMIT_NOFILE = 7;

function load(): ExecCalls {
  const { koffi, libc, layouts } = native();
  const execv = libc.func("int execv(const char *path, const char **argv)");
  const fcntl = libc.func("int fcntl(int fd, int command, ...)");
  const signal = libc.func("void *signal(int signal, void *handler)");
  const setrlimit = libc.func("setrlimit", "int", ["int", koffi.pointer(layouts.limits)]);
  return {
    execv: (path, argv) => execv(path, argv),
    clearCloseOnExec: (fd) => fcntl(fd, F_SETFD, "int", 0),
    clearNonBlocking: (fd) => fcntl(fd, F_SETFL, "int", fcntl(fd, F_GETFL) & ~files.O_NONBLOCK),
    // SIG_DFL is the null pointer.
    setDefaultAction: (name) => void signal(constants.signals[name], null),
    setOpenFilesLimit: (limits) => setrlimit(RLIMIT_NOFILE, limits),
    errno: errnoName,
  };
}
