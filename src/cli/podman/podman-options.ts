import type { ScopeOptions } from "../options/scope.js";

/** The options of `rouse podman`, as typed. */
export interface PodmanOptions extends ScopeOptions {
  image: string;
  listen?: readonly string[];
  idle?: string;
  map?: readonly string[];
  dryRun?: boolean;
  json?: boolean;
}
