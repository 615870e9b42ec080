import { syncBuiltinESMExports } from "node:module";
import { fileURLToPath } from "node:url";
import { RouseError } from "../errors/rouse-error.js";
import type { Candidate } from "./candidate.js";
import { PassedFiles } from "./passed-files.js";
import { warn } from "./warn.js";

/** Whether a call succeeds without being made. */
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
 * A server removes the file of its socket before it binds, and changes its mode after. While a unix path is
 * passed, these calls of node:fs report success for it and leave it as it is, by whatever spelling it is named.
 */
export function guardFiles(candidates: readonly Candidate[]): void {
  const files = new PassedFiles(candidates);
  if (files.size === 0) return;
  const fs = process.getBuiltinModule("node:fs");
  for (const [name, guard] of Object.entries(guards)) {
    const isSpared = (args: unknown[]) => isSparedBy(guard, files, args);
    replace(fs, name, (call) => withCallback(call, isSpared));
    replace(fs, `${name}Sync`, (call) => synchronous(call, isSpared));
    replace(fs.promises, name, (call) => promising(call, isSpared));
  }
  // For `import { unlinkSync } from "node:fs"`.
  syncBuiltinESMExports();
}

type Call = (...args: unknown[]) => unknown;
type IsSpared = (args: unknown[]) => boolean;

function replace(module: object, name: string, wrap: (call: Call) => Call): void {
  const call: unknown = Reflect.get(module, name);
  if (typeof call !== "function") return;
  const wrapped = wrap((...args) => Reflect.apply(call, module, args));
  Object.defineProperty(wrapped, "name", { value: name });
  Reflect.set(module, name, wrapped);
}

function withCallback(call: Call, isSpared: IsSpared): Call {
  return (...args) => {
    const done = args.at(-1);
    if (typeof done !== "function" || !isSpared(args)) return call(...args);
    process.nextTick(() => Reflect.apply(done, undefined, [null]));
    return undefined;
  };
}

function synchronous(call: Call, isSpared: IsSpared): Call {
  return (...args) => (isSpared(args) ? undefined : call(...args));
}

function promising(call: Call, isSpared: IsSpared): Call {
  return async (...args) => (isSpared(args) ? undefined : call(...args));
}

function isSparedBy(guard: Guard, files: PassedFiles, [path, target]: unknown[]): boolean {
  const text = readPath(path);
  return text !== undefined && guard(files, text, readPath(target) ?? "");
}

/** Undefined for what is none: Node has the words for it. */
function readPath(path: unknown): string | undefined {
  if (typeof path === "string") return path;
  if (Buffer.isBuffer(path)) return path.toString();
  return path instanceof URL && path.protocol === "file:" ? fileURLToPath(path) : undefined;
}

function removes(files: PassedFiles, path: string): boolean {
  return files.findNamed(path) !== undefined;
}

function changes(files: PassedFiles, path: string): boolean {
  return files.findMeant(path) !== undefined;
}

/** Away from its path it stays. Something else in its place cannot be undone here, only told. */
function rename(files: PassedFiles, from: string, to: string): boolean {
  const moved = files.findNamed(from);
  const replaced = files.findNamed(to);
  if (moved) return moved !== replaced;
  if (replaced && files.findLinked(from) !== replaced) {
    const { name } = replaced.passed;
    warn(new RouseError("REGISTER_REPLACED", { path: from, name }));
  }
  return false;
}
