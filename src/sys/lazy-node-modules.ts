/*
 * Parts of Node that take milliseconds to load, each loaded at its first use: `import "rouse"` and `rouse ls` need
 * none of them at their start. An import, even a dynamic one, would make a facade of all exports besides.
 */
export function net(): typeof import("node:net") {
  return process.getBuiltinModule("node:net");
}

export function dgram(): typeof import("node:dgram") {
  return process.getBuiltinModule("node:dgram");
}

export function childProcess(): typeof import("node:child_process") {
  return process.getBuiltinModule("node:child_process");
}

export function workerThreads(): typeof import("node:worker_threads") {
  return process.getBuiltinModule("node:worker_threads");
}

export function timers(): typeof import("node:timers/promises") {
  return process.getBuiltinModule("node:timers/promises");
}

export function http(): typeof import("node:http") {
  return process.getBuiltinModule("node:http");
}

export function tty(): typeof import("node:tty") {
  return process.getBuiltinModule("node:tty");
}
