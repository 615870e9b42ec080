import { RouseError } from "../errors/rouse-error.js";
import type { Setting } from "./format-unit.js";
import type { ServicePlan } from "./plan-types.js";

/**
 * Returns what is taken from a server that has its socket already, systemd.exec(5), SANDBOXING: nothing without a
 * sandbox in the plan. Left out are MemoryDenyWriteExecute=, since V8 and the JVM compile at run time, and ProtectProc=,
 * which would hide a program that is not dumpable from rouse-exec.
 * @throws SANDBOX_HIDES_TMP
 */
export function sandboxSettings(plan: ServicePlan): Setting[] {
  if (plan.sandbox === undefined) return [];
  return [
    ...identity(plan),
    ...network(plan, plan.sandbox.network),
    ["ProtectHome", protectHome(plan)],
    ...privateTmp(plan),
    ...always,
  ];
}

/** A user manager has the right to make the other namespaces only in one of users. */
function identity({ scope, runAs }: ServicePlan): Setting[] {
  if (scope === "user") return [["PrivateUsers", "yes"]];
  return runAs === undefined ? [["DynamicUser", "yes"]] : [];
}

/** A server makes sockets of these families before bind; rouse-exec asks AF_NETLINK for the connections. */
function network({ addresses }: ServicePlan, isKept: boolean): Setting[] {
  const isInet = isKept || addresses.some((address) => "host" in address);
  const families = ["AF_UNIX", ...(isInet ? ["AF_INET", "AF_INET6"] : []), "AF_NETLINK"];
  const restrict: Setting = ["RestrictAddressFamilies", families.join(" ")];
  return isKept ? [restrict] : [["PrivateNetwork", "yes"], restrict];
}

/**
 * `yes` hides /home, /root and /run/user, where programs and their interpreters may live, and where user units
 * find their manager.
 */
function protectHome(plan: ServicePlan): string {
  const isNeeded = plan.scope === "user" || findText(plan, /\/(home|root|run\/user)(\/|$)/);
  return isNeeded ? "read-only" : "yes";
}

/** DynamicUser= implies it: a user whose number is given to others later must leave no files. */
function privateTmp(plan: ServicePlan): Setting[] {
  const path = findText(plan, /^(\/var)?\/tmp(\/|$)/);
  if (path === undefined) return [["PrivateTmp", "yes"]];
  if (plan.scope === "user" || plan.runAs !== undefined) return [];
  throw new RouseError("SANDBOX_HIDES_TMP", { name: plan.name, path });
}

/** Finds a path, argument or variable of the plan that matches. */
function findText(plan: ServicePlan, pattern: RegExp): string | undefined {
  const { rouseExec, command, workingDirectory, environment, addresses } = plan;
  const values = environment.map(([, value]) => value);
  const sockets = addresses.flatMap((address) => ("path" in address ? [address.path] : []));
  const texts = [rouseExec, workingDirectory, ...sockets, ...command, ...values];
  return texts.find((text) => pattern.test(text));
}

/** The system calls of rouse-exec that are not in @system-service. */
export const rouseExecCalls = "seccomp pidfd_open pidfd_getfd process_vm_readv";

/** With it, clients that connect while the program stops wait for the next run, and others until checks pass. */
export const swapCall = "ptrace";

const always: readonly Setting[] = [
  ["NoNewPrivileges", "yes"],
  ["CapabilityBoundingSet", ""],
  ["ProtectSystem", "strict"],
  ["PrivateDevices", "yes"],
  ["PrivateIPC", "yes"],
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
  ["SystemCallFilter", `@system-service ${rouseExecCalls} ${swapCall}`],
  ["SystemCallErrorNumber", "EPERM"],
];
