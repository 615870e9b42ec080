import { RouseError } from "../errors/rouse-error.js";
import { formatNames } from "../listen/names.js";
import type { PassedSocket } from "../listen/passed-socket.js";
import { markVariable } from "./hand-over-variable.js";

/** @throws LISTEN_VARIABLE_MALFORMED */
export function parseMark(text: string): bigint[] {
  if (/^\d{1,20}(,\d{1,20})*$/.test(text)) return text.split(",").map(BigInt);
  throw new RouseError("LISTEN_VARIABLE_MALFORMED", {
    variable: markVariable,
    value: text,
    expected: "inodes joined by ,",
    errno: "EINVAL",
  });
}

/** What a child finds in its environment. */
export function markedEnvironment(passed: readonly PassedSocket[]): Record<string, string> {
  return {
    LISTEN_FDS: String(passed.length),
    LISTEN_FDNAMES: formatNames(
      passed.map(({ name }) => name),
      "strict",
    ),
    [markVariable]: passed.map(({ inode }) => inode).join(),
  };
}
