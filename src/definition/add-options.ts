/** The options of `rouse add`, as typed. */
export interface AddOptions extends ScopeOptions {
  listen?: readonly string[];
  idle?: string;
  sandbox?: boolean;
  network?: boolean;
  env?: readonly string[];
  cwd?: string;
  map?: readonly string[];
  runAs?: string;
  dryRun?: boolean;
  json?: boolean;
}

/** Which of the two service managers is meant; neither when nothing was said. */
export interface ScopeOptions {
  user?: boolean;
  system?: boolean;
}
