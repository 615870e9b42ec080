/** A program that this process becomes. */
export interface Successor {
  path: string;
  argv: readonly string[];
  /** What to do where it cannot be executed. */
  next: string;
}
