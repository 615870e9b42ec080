/** files.mjs STEPS: calls of node:fs, [name, ...arguments]; prints what came of each: null or an errno. */
import fs, { chmodSync, promises, renameSync, rmSync, unlink, unlinkSync } from "node:fs";
import { unlink as unlinkPromise } from "node:fs/promises";
import { promisify } from "node:util";

const named = {
  "named unlinkSync": unlinkSync,
  "named rmSync": rmSync,
  "named chmodSync": chmodSync,
  "named renameSync": renameSync,
  "named unlink": promisify(unlink),
  "named promises.unlink": unlinkPromise,
};

function find(name) {
  if (named[name]) return named[name];
  const [module, call] = name.startsWith("promises.") ? [promises, name.slice(9)] : [fs, name];
  return name.endsWith("Sync") || module === promises
    ? module[call].bind(module)
    : promisify(module[call].bind(module));
}

const results = [];
for (const [name, ...args] of JSON.parse(process.argv[2])) {
  try {
    await find(name)(...args.map((arg) => (/^file:/.test(arg) ? new URL(arg) : arg)));
    results.push(null);
  } catch (error) {
    results.push(error.code);
  }
}
console.log(JSON.stringify(results));
