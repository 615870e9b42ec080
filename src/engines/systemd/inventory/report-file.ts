import type { Scope } from "../../../units/plan-types.js";
import { userRuntimeFolder } from "../manager/systemctl.js";
import { type Service, stemOf } from "./find-services.js";

/**
 * Returns where the units of a service have its report written. Services of the system may run as different users, and
 * have a folder each; so have containers, which see no other.
 */
export function reportFile({
  scope,
  unit,
  kind,
}: Pick<Service, "scope" | "unit" | "kind">): string {
  const stem = stemOf({ unit });
  const hasFolder = scope === "system" || kind === "podman";
  return `${reportFolder(scope)}/${stem}${hasFolder ? "/report" : ""}.json`;
}

/** Returns the folder of all reports of a scope. */
function reportFolder(scope: Scope): string {
  if (scope === "system") return "/run/rouse";
  return `${userRuntimeFolder()}/rouse`;
}
