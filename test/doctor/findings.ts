import { expect } from "vitest";

/** What `rouse doctor --json` printed. */
export interface Examined {
  code: number | null;
  ok: boolean;
  checks: Finding[];
  stderr: string;
}

interface Finding {
  check: string;
  verdict: string;
  found: string;
  next: string | null;
}

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export function readFindings({ code, stdout, stderr }: Ended): Examined {
  const document = JSON.parse(stdout);
  expect(document.api_version).toBe(1);
  return { code, stderr, ok: document.ok, checks: document.checks };
}

/** The lines about one thing: `VERDICT: FOUND; NEXT`. */
export function linesOf({ checks }: Examined, check: string): string[] {
  return checks
    .filter((one) => one.check === check)
    .map(({ verdict, found, next }) => `${verdict}: ${found}${next === null ? "" : `; ${next}`}`);
}
