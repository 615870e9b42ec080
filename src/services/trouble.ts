import type { StateName } from "./service-state.js";
import type { ServiceNow } from "./survey-services.js";
import { findUnserved } from "./unserved.js";

const broken: readonly StateName[] = ["failing", "failed", "limit-hit"];

export function isBroken(state: StateName): boolean {
  return broken.includes(state);
}

/** Returns what is wrong with a service, in a sentence; undefined where nothing is, or nothing is known. */
export function findTrouble({ name, state, why, report, runs }: ServiceNow): string | undefined {
  const isUnserved = runs && report !== undefined && findUnserved(report) !== undefined;
  if (!isBroken(state) && !isUnserved) return undefined;
  return `the service '${name}' (${state.replace("-", " ")}): ${why}`;
}
