/** The options of the commands, as typed. */
export interface ListenOptions {
  idle?: string;
  map?: string[];
  name?: string;
  verbose?: boolean;
}

export interface DaemonOptions {
  server?: string;
  idle?: string;
  json?: boolean;
}
