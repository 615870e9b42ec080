/** `limited` works, but for what is said; `missing` does not work; `unknown` could not be told. */
export type CheckVerdict = "ok" | "limited" | "missing" | "unknown";

/** One line of `rouse doctor`. */
export interface CheckResult {
  /** What was looked at: "kernel", "user service web". */
  check: string;
  verdict: CheckVerdict;
  /** What was found there. */
  found: string;
  /** What to do about it. */
  next?: string;
}
