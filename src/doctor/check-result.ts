/** `limited` works, but for what is said; `missing` does not work; `unknown` could not be told. */
export type Verdict = "ok" | "limited" | "missing" | "unknown";

/** One line of `rouse doctor`. */
export interface Finding {
  /** What was looked at: "kernel", "user service web". */
  check: string;
  verdict: Verdict;
  /** What was found there. */
  found: string;
  /** What to do about it. */
  next?: string;
}
