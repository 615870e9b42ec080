import type { CheckResult } from "./check-result.js";
import { findLeftOver } from "./left-over-copies.js";

/** Names the copies of rouse-exec that no unit needs any more. */
export function checkCopies(): CheckResult[] {
  const left = (["user", "system"] as const).flatMap((scope) => findLeftOver(scope));
  return left.map((path) => ({
    check: "left over",
    verdict: "ok",
    found: `no unit names ${path}`,
    next: "`rouse doctor --fix` removes it",
  }));
}
