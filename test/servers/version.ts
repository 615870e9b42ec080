import { execFileSync } from "node:child_process";
import { PATH } from "./path.js";
import type { Row } from "./table.js";

/** The first number with a dot in what the command prints; some print it on stderr, and some call that a failure. */
export function versionOf({ server, version }: Pick<Row, "server" | "version">): string {
  const printed = execFileSync("sh", ["-c", `${version} 2>&1 || true`], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, PATH },
  });
  const [number] = printed.match(/\d+(\.\d+)+/) ?? [];
  if (number === undefined) throw new Error(`no version of ${server} in: ${printed}`);
  return number;
}
