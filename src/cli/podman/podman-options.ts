import type { GuardOptions } from "../options/guards.js";
import type { ScopeOptions } from "../options/scope.js";

/** The options of `rouse podman`, as typed. */
export interface PodmanOptions extends ScopeOptions, GuardOptions {
  image: string;
  listen?: readonly string[];
  idle?: string;
  map?: readonly string[];
  dryRun?: boolean;
  json?: boolean;
}
