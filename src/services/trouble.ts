import type { StateName } from "./service-state.js";
import type { ServiceNow } from "./survey-services.js";
import { findUnserved } from "./unserved.js";

const broken: readonly StateName[] = ["failed", "limit-hit"];

/** Returns what is wrong with a service, in a sentence; undefined where nothing is, or nothing is known. */
export function findTrouble({ name, state, why, report, runs }: ServiceNow): string | undefined {
  const isUnserved = runs && report !== undefined && findUnserved(report) !== undefined;
  if (!broken.includes(state) && !isUnserved) return undefined;
  return `the service '${name}' (${state.replace("-", " ")}): ${why}`;
}
