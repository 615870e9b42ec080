import { execFileSync } from "node:child_process";

/**
 * Compresses by gzip(1) without a name or a time. The zlib inside Node makes other bytes on processors with other
 * instructions.
 */
export function gzip(content) {
  return execFileSync("gzip", ["-9n"], { input: content, maxBuffer: 2 ** 26 });
}
