/** The options of `rouse daemon` and of the commands below it, as typed. */
export interface DaemonOptions {
  server?: string;
  idle?: string;
  takeOver?: boolean;
  json?: boolean;
}
