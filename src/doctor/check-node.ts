import { isOlder } from "../sys/is-older.js";
import { oldestNode } from "../sys/own-package.js";
import type { CheckResult } from "./check-result.js";

/** Tells whether this Node is one that Rouse is made for. */
export function checkNode(): CheckResult[] {
  const needed = oldestNode();
  if (!isOlder(process.versions.node, needed)) {
    return [{ check: "node", verdict: "ok", found: process.version }];
  }
  const next = `install Node ${needed} or later`;
  return [{ check: "node", verdict: "missing", found: process.version, next }];
}
