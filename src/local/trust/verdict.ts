/** What was decided, and why: one sentence, for a log. */
export type Verdict =
  | { readonly allow: true; readonly reason: string }
  | { readonly allow: false; readonly reason: string };

export function allow(reason: string): Verdict {
  return { allow: true, reason };
}

export function deny(reason: string): Verdict {
  return { allow: false, reason };
}
