import type { Setting } from "./format-unit.js";
import type { ServicePlan } from "./types.js";

/** What is taken from a server that has its socket already; nothing without a sandbox in the plan. */
export function sandboxSettings(plan: ServicePlan): Setting[] {
  if (plan.sandbox === undefined) return [];
  return [...identity(plan), ...network(plan.sandbox.network), ...always];
}

/** A user manager may make the other namespaces only inside one of users. */
function identity({ scope, runAs }: ServicePlan): Setting[] {
  if (scope === "user") return [["PrivateUsers", "yes"]];
  return runAs === undefined ? [["DynamicUser", "yes"]] : [];
}

function network(isKept: boolean): Setting[] {
  const families = ["RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6 AF_NETLINK"] as const;
  return isKept ? [families] : [["PrivateNetwork", "yes"], families];
}

const always: Setting[] = [
  ["NoNewPrivileges", "yes"],
  ["CapabilityBoundingSet", ""],
  ["ProtectSystem", "strict"],
  ["ProtectHome", "read-only"],
  ["PrivateTmp", "yes"],
  ["PrivateDevices", "yes"],
  ["ProtectKernelTunables", "yes"],
  ["ProtectKernelModules", "yes"],
  ["ProtectKernelLogs", "yes"],
  ["ProtectControlGroups", "yes"],
  ["ProtectClock", "yes"],
  ["ProtectHostname", "yes"],
  ["RestrictNamespaces", "yes"],
  ["RestrictRealtime", "yes"],
  ["RestrictSUIDSGID", "yes"],
  ["LockPersonality", "yes"],
  ["UMask", "0077"],
  ["SystemCallArchitectures", "native"],
  ["SystemCallFilter", "@system-service seccomp pidfd_open pidfd_getfd process_vm_readv"],
  ["SystemCallErrorNumber", "EPERM"],
];
