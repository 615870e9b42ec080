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

function isOlder(version: string, than: string): boolean {
  const [have, want] = [version, than].map((text) => text.split(".").map(Number));
  for (const [index, number] of (want ?? []).entries()) {
    const difference = (have?.[index] ?? 0) - number;
    if (difference !== 0) return difference < 0;
  }
  return false;
}
