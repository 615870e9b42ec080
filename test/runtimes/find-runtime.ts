import { join } from "node:path";
import { findProgram, isExecutable } from "../harness/on-path.js";
import { root } from "../harness/paths.js";
import { lacking } from "../harness/servers.js";

/** As .ci/run installs it, or from PATH. */
export function findRuntime(name: string): string | undefined {
  const installed = join(root, "build/runtimes/node_modules/.bin", name);
  return isExecutable(installed) ? installed : findProgram(name);
}

/** `describe` and `test` for what runs on Bun or Deno. */
export function needsRuntime(name: string) {
  const next = `npm install --prefix build/runtimes ${name}`;
  return lacking(findRuntime(name) ? [] : [`${name} is not installed (${next})`]);
}
