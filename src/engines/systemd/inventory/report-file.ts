import type { Scope } from "../../../units/plan-types.js";
import { userRuntimeFolder } from "../manager/folders.js";
import { type Service, stemOf } from "./find-services.js";

/**
 * Returns where the units of a service have its report written. Services of the system may run as different users, and
 * have a folder each; so have containers, which see no other.
 */
export function reportFile(service: Pick<Service, "scope" | "unit" | "kind">): string {
  const ending = hasOwnFolder(service) ? "/report.json" : ".json";
  return `${reportFolder(service.scope)}/${stemOf(service)}${ending}`;
}

/** Whether the report stands in a folder that only this service has. */
export function hasOwnFolder({ scope, kind }: Pick<Service, "scope" | "kind">): boolean {
  return scope === "system" || kind === "podman";
}

/** Returns the folder of all reports of a scope. */
function reportFolder(scope: Scope): string {
  if (scope === "system") return "/run/rouse";
  return `${userRuntimeFolder()}/rouse`;
}
