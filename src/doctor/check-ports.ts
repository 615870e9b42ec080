import { firstOpenPort } from "../engines/systemd/preconditions/privileged-ports.js";
import type { CheckResult } from "./check-result.js";
import type { Machine } from "./machine.js";

const check = "ports";

/** Tells which ports a service of this user may have. */
export function checkPorts({ uid }: Machine): CheckResult[] {
  const first = uid === 0 ? 0 : firstOpenPort();
  if (first <= 1) return [{ check, verdict: "ok", found: "a service may listen on every port" }];
  return [
    {
      check,
      verdict: "ok",
      found: `a service may listen on ports from ${first} on; lower ones need --system`,
    },
  ];
}
