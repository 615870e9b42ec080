import type { Scope } from "../../units/types.js";
import { type Service, stemOf } from "./find-services.js";
import { userRuntimeFolder } from "./manager.js";

/**
 * Where the units of a service have its report written. Those of the system may run as different users, and have
 * a folder each.
 */
export function reportFile({ scope, unit }: Pick<Service, "scope" | "unit">): string {
  const stem = stemOf({ unit });
  if (scope === "system") return `/run/rouse/${stem}/report.json`;
  return `${reportFolder("user")}/${stem}.json`;
}

/** The folder of all reports of a scope. */
export function reportFolder(scope: Scope): string {
  if (scope === "system") return "/run/rouse";
  return `${userRuntimeFolder()}/rouse`;
}
