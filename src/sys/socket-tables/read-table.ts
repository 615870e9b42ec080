import { readFileSync } from "node:fs";
import { hasCode } from "../../errors/has-code.js";

/** Returns the text of /proc/self/net/FILE; empty where there is none. */
export type ReadTable = (file: string) => string;

export function readTable(file: string): string {
  try {
    return readFileSync(`/proc/self/net/${file}`, "utf8");
  } catch (error) {
    // There is no tcp6 without IPv6, and no /proc/self/net but on Linux; Deno and sandboxes may forbid it.
    if (hasCode(error, "ENOENT", "EACCES", "EPERM")) return "";
    throw error;
  }
}

/** Returns the rows without the first line, which has the titles. */
export function rowsOf(text: string): string[] {
  return text.split("\n").slice(1);
}
