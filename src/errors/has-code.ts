/** Whether this is an error of Node with one of these codes: "ENOENT", "ERR_SYSTEM_ERROR", … */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  const code = codeOf(error);
  return code !== undefined && codes.includes(code);
}

/** Returns the code of an error of Node; undefined for an error without one, and for what is no error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
