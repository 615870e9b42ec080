import { describe, test } from "vitest";
import { findProgram } from "./on-path.js";

export function hasProgram(name: string): boolean {
  return findProgram(name) !== undefined;
}

/** The path of a program that `needs` has asked for. */
export function programPath(name: string): string {
  const path = findProgram(name);
  if (path === undefined)
    throw new Error(`${name} is not installed: ask for it with needs("${name}")`);
  return path;
}

/** `describe` and `test` for what needs these programs. */
export function needs(...programs: string[]) {
  const missing = programs.filter((name) => !hasProgram(name));
  return lacking(missing.map((name) => `${name} is not installed`));
}

/**
 * `describe` and `test` that skip, after a test that names the reasons: itself skipped on a user's machine,
 * and failing with CI set, since .ci/run installs everything. With nothing lacking, the plain ones.
 */
export function lacking(reasons: string[]) {
  const isLacking = reasons.length > 0;
  if (isLacking) tell(reasons.join(", "));
  return { describe: describe.skipIf(isLacking), test: test.skipIf(isLacking) };
}

function tell(reasons: string): void {
  const title = `skips what follows: ${reasons}`;
  test.skipIf(!process.env.CI)(title, () => {
    throw new Error(`${reasons}: with CI set this is a failure and not a skip, see .ci/run`);
  });
  console.warn(title);
}
