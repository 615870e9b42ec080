import { readFileSync } from "node:fs";
import { hasCode } from "../../sys/descriptor.js";
import type { Finding } from "./finding.js";
import type { Machine } from "./machine.js";

const check = "ports";

/** Which ports a service of this user may have. */
export function checkPorts({ uid }: Machine): Finding[] {
  const first = uid === 0 ? 0 : firstPort();
  if (first <= 1) return [{ check, verdict: "ok", found: "every port" }];
  return [{ check, verdict: "ok", found: `from ${first} on; lower ones take --system` }];
}

/** ip(7), ip_unprivileged_port_start; a kernel without it has 1024. */
function firstPort(): number {
  try {
    return Number(readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8"));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return 1024;
    throw error;
  }
}
