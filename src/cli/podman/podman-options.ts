import type { GuardOptions } from "../options/guards.js";
import type { ReadyOptions } from "../options/ready.js";
import type { RuleOptions } from "../options/rules.js";
import type { ScopeOptions } from "../options/scope.js";

/** The options of `rouse podman`, as typed. */
export interface PodmanOptions extends ScopeOptions, GuardOptions, ReadyOptions, RuleOptions {
  image: string;
  listen?: readonly string[];
  idle?: string;
  map?: readonly string[];
  dryRun?: boolean;
  json?: boolean;
}
