import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";

/** Where Debian puts programs; /usr/sbin is not in every user's PATH. */
const folders = [...(process.env.PATH ?? "").split(":"), "/usr/local/sbin", "/usr/sbin", "/sbin"];

/** The path of a program, when this machine has it. */
export function findProgram(name: string): string | undefined {
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

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

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "EACCES" || code === "ENOTDIR") return false;
    throw error;
  }
}
