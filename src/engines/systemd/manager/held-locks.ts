import type { Scope } from "../../../units/plan-types.js";

/** The locks of units that this process has; undefined is one without a file, where there can be none. */
const held = new Map<Scope, number | undefined>();

/** Tells whether this process has the lock of the units of a scope. */
export function areUnitsLocked(scope: Scope): boolean {
  return held.has(scope);
}

/**
 * Returns the descriptors of the locks that this process has. Each systemctl(1) inherits them: when this process is
 * killed, the next one waits until what it had asked of systemd is done.
 */
export function heldLocks(): number[] {
  return [...held.values()].filter((fd) => fd !== undefined);
}

export function noteLock(scope: Scope, fd: number | undefined): void {
  held.set(scope, fd);
}

export function forgetLock(scope: Scope): void {
  held.delete(scope);
}
