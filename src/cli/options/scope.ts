import { defaultScope } from "../../engines/systemd/manager/systemctl.js";
import { RouseError } from "../../errors/rouse-error.js";
import type { Scope } from "../../units/plan-types.js";

/** Which of the two service managers is meant; neither option leaves it to the command. */
export interface ScopeOptions {
  user?: boolean;
  system?: boolean;
}

/** Returns what --user or --system ask for. @throws USAGE when both are given */
export function namedScope({ user, system }: ScopeOptions, command: string): Scope | undefined {
  if (user && system) {
    const problem = "--user and --system exclude each other";
    throw new RouseError("USAGE", { problem, help: `rouse ${command} --help` });
  }
  if (user) return "user";
  return system ? "system" : undefined;
}

/** Returns the scope that a new service goes to. @throws USAGE, SYSTEM_NEEDS_ROOT */
export function writableScope(options: ScopeOptions, command: string): Scope {
  const scope = namedScope(options, command) ?? defaultScope();
  requireRights(scope, command);
  return scope;
}

/** @throws SYSTEM_NEEDS_ROOT */
export function requireRights(scope: Scope | "foreground", command: string): void {
  if (scope === "system" && process.geteuid?.() !== 0) {
    throw new RouseError("SYSTEM_NEEDS_ROOT", { command: `rouse ${command}` });
  }
}
