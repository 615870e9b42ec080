import { isOlder } from "../sys/is-older.js";
import { oldestNode } from "../sys/own-package.js";
import { findExecCalls } from "../sys/programs/exec-calls.js";
import { findExecve } from "../sys/programs/execve-of-node.js";
import type { CheckResult } from "./check-result.js";

/** Says nothing where Node goes when `rouse listen` becomes rouse-exec. */
function checkExec(): CheckResult[] {
  if (findExecCalls() !== undefined || findExecve() !== undefined) return [];
  return [
    {
      ...{ check: "koffi", verdict: "limited" },
      found: `it does not load, and Node ${process.versions.node} cannot become another program: each \`rouse listen\` keeps a Node in memory`,
      next: "install Node 22.15 or later, or install Rouse again with koffi (npm: `--include=optional`)",
    },
  ];
}

/** Tells whether this Node is one that Rouse is made for. */
export function checkNode(): CheckResult[] {
  const needed = oldestNode();
  if (!isOlder(process.versions.node, needed)) {
    return [{ check: "node", verdict: "ok", found: process.version }, ...checkExec()];
  }
  const next = `install Node ${needed} or later`;
  return [{ check: "node", verdict: "missing", found: process.version, next }];
}
