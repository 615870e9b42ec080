/** The options of `rouse completion`, as typed. */
export interface CompletionOptions {
  /** For the scripts themselves: print the names of the services. */
  names?: boolean;
}

/** The shells that have a script. */
export const shells = ["bash", "zsh", "fish"] as const;

export type Shell = (typeof shells)[number];
