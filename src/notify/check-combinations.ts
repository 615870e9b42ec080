import { notifyMalformed, shown } from "./notify-errors.js";

/** [A, B, why]: A must not be beside B. */
const exclusions: readonly (readonly [string, string, string])[] = [
  ["stopping", "ready", "a service that stops is not ready"],
  ["stopping", "reloading", "a service that stops does not reload"],
  ["fdStore", "fdStoreRemove", "the removal would win"],
  ["fdStore", "mainPidfd", "a message carries descriptors for one purpose"],
  ["fdStoreRemove", "mainPidfd", "a message carries descriptors for one purpose"],
];

/** [A, B…]: A has a meaning only beside one of B. */
const companions: readonly (readonly [string, ...string[]])[] = [
  ["fdName", "fdStore", "fdStoreRemove"],
  ["fdPoll", "fdStore"],
  ["fdStoreRemove", "fdName"],
  ["mainPidfdId", "mainPid"],
];

/**
 * Refuses assignments that systemd would ignore, in part or as a whole.
 * @throws NOTIFY_MALFORMED
 */
export function checkCombination(given: ReadonlyMap<string, unknown>): void {
  if (given.has("barrier") && given.size > 1)
    throw notifyMalformed("barrier", "it must be alone; everything beside it would be ignored");
  for (const [one, other, why] of exclusions) {
    if (given.has(one) && given.has(other)) throw notifyMalformed(`${one} and ${other}`, why);
  }
  for (const [one, ...others] of companions) {
    if (given.has(one) && !others.some((other) => given.has(other)))
      throw notifyMalformed(one, `it takes ${others.join(" or ")} beside it`);
  }
  checkCarried(given);
}

function checkCarried(given: ReadonlyMap<string, unknown>): void {
  const stored = given.get("fdStore");
  if (stored !== undefined && !(Array.isArray(stored) && stored.length > 0))
    throw notifyMalformed(
      "fdStore",
      `expected an array of one or more descriptors, got ${shown(stored)}`,
    );
  for (const key of ["mainPidfd", "barrier"]) {
    const fd = given.get(key);
    if (fd !== undefined && typeof fd !== "number")
      throw notifyMalformed(key, `expected exactly one descriptor, got ${shown(fd)}`);
  }
}
