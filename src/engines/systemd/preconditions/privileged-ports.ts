import { readFileSync } from "node:fs";
import { type Address, formatBareAddress } from "../../../address/address.js";
import { hasCode } from "../../../errors/has-code.js";
import { RouseError } from "../../../errors/rouse-error.js";
import type { Scope } from "../../../units/plan-types.js";

/**
 * Throws when one of the ports is only for root, and the manager is that of another user.
 * @throws PORT_PRIVILEGED
 */
export function requireOpenPorts(scope: Scope, addresses: readonly Address[]): void {
  if (scope === "system" || process.geteuid?.() === 0) return;
  const first = firstOpenPort();
  const low = addresses.find((address) => "port" in address && address.port < first);
  if (low) throw new RouseError("PORT_PRIVILEGED", { address: formatBareAddress(low), first });
}

/** Returns the first port that not only root may bind: ip(7), ip_unprivileged_port_start, since Linux 4.11. */
export function firstOpenPort(): number {
  try {
    return Number(readFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8"));
  } catch (error) {
    if (hasCode(error, "ENOENT", "EACCES")) return 1024;
    throw error;
  }
}
