/** The options of `rouse listen`, as typed. */
export interface ListenOptions {
  idle?: string;
  map?: string[];
  name?: string;
  verbose?: boolean;
}
