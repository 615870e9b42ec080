import { syncBuiltinESMExports } from "node:module";
import { fileURLToPath } from "node:url";
import { RouseError } from "../errors/rouse-error.js";
import type { Candidate } from "./adoptable-socket.js";
import { PassedFiles } from "./passed-files.js";
import { warn } from "./warn.js";

/** Returns whether a call is skipped and reports success. */
type Guard = (files: PassedFiles, path: string, target: string) => boolean;

const guards: Readonly<Record<string, Guard>> = {
  unlink: removes,
  rm: removes,
  rename,
  chmod: changes,
  chown: changes,
  lchown: removes,
};

/**
 * Makes these calls of node:fs skip the files of passed unix sockets, by whatever spelling they are named, and report
 * success: a server removes the file of its socket before it binds, and changes its mode afterwards.
 */
export function guardFiles(candidates: readonly Candidate[]): void {
  const files = new PassedFiles(candidates);
  if (files.size === 0) return;
  const fs = process.getBuiltinModule("node:fs");
  for (const [name, guard] of Object.entries(guards)) {
    const isSkipped = (args: unknown[]) => isSkippedBy(guard, files, args);
    replace(fs, name, (call) => withCallback(call, isSkipped));
    replace(fs, `${name}Sync`, (call) => synchronous(call, isSkipped));
    replace(fs.promises, name, (call) => promising(call, isSkipped));
  }
  // For `import { unlinkSync } from "node:fs"`.
  syncBuiltinESMExports();
}

type Call = (...args: unknown[]) => unknown;
type IsSkipped = (args: unknown[]) => boolean;

function replace(module: object, name: string, wrap: (call: Call) => Call): void {
  const call: unknown = Reflect.get(module, name);
  if (typeof call !== "function") return;
  const wrapped = wrap((...args) => Reflect.apply(call, module, args));
  Object.defineProperty(wrapped, "name", { value: name });
  Reflect.set(module, name, wrapped);
}

function withCallback(call: Call, isSkipped: IsSkipped): Call {
  return (...args) => {
    const done = args.at(-1);
    if (typeof done !== "function" || !isSkipped(args)) return call(...args);
    process.nextTick(() => Reflect.apply(done, undefined, [null]));
    return undefined;
  };
}

function synchronous(call: Call, isSkipped: IsSkipped): Call {
  return (...args) => (isSkipped(args) ? undefined : call(...args));
}

function promising(call: Call, isSkipped: IsSkipped): Call {
  return async (...args) => (isSkipped(args) ? undefined : call(...args));
}

function isSkippedBy(guard: Guard, files: PassedFiles, [path, target]: unknown[]): boolean {
  const text = readPath(path);
  return text !== undefined && guard(files, text, readPath(target) ?? "");
}

/** Returns undefined for what is no path: Node itself reports that. */
function readPath(path: unknown): string | undefined {
  if (typeof path === "string") return path;
  if (Buffer.isBuffer(path)) return path.toString();
  return path instanceof URL && path.protocol === "file:" ? fileURLToPath(path) : undefined;
}

function removes(files: PassedFiles, path: string): boolean {
  return files.findByPath(path) !== undefined;
}

function changes(files: PassedFiles, path: string): boolean {
  return files.findByTarget(path) !== undefined;
}

/** A socket stays at its path. When something else replaces it, that cannot be prevented here, only reported. */
function rename(files: PassedFiles, from: string, to: string): boolean {
  const moved = files.findByPath(from);
  const replaced = files.findByPath(to);
  if (moved) return moved !== replaced;
  if (replaced && files.findByHardLink(from) !== replaced) {
    const { name } = replaced.passed;
    warn(new RouseError("REGISTER_REPLACED", { path: from, name }));
  }
  return false;
}
