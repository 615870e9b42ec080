import type { CheckResult } from "./check-result.js";
import type { Machine } from "./machine.js";

const check = "system manager";

export function judgeSystemManager({ uid, managers: { system } }: Machine): CheckResult {
  if (system.outcome === "reached") return { check, verdict: "ok", found: "it answers" };
  const problem = system.outcome === "refused" ? system.problem : "";
  const found = `it does not answer: ${problem}`;
  if (uid !== 0) {
    return { check, verdict: "limited", found, next: "services of this user do not need it" };
  }
  const next = "check that systemd is PID 1 here, and that /run/systemd/private is its socket";
  return { check, verdict: "missing", found, next };
}
