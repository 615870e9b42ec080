import { execFileSync } from "node:child_process";

/**
 * Returns the one time that everything in a release has, in seconds: SOURCE_DATE_EPOCH
 * (reproducible-builds.org/specs/source-date-epoch), or the time of the last commit.
 */
export function sourceDate(root) {
  const given = process.env.SOURCE_DATE_EPOCH;
  if (given) return whole(given, "SOURCE_DATE_EPOCH");
  const argv = ["-C", root, "log", "-1", "--format=%ct"];
  return whole(execFileSync("git", argv, { encoding: "utf8" }).trim(), "the time of the commit");
}

function whole(text, what) {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new Error(`${what} is '${text}', and not a whole number of seconds`);
}
