import { lstatSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { codeOf, hasCode } from "../errors/has-code.js";
import { quote } from "../errors/quote.js";
import { RouseError } from "../errors/rouse-error.js";

/**
 * Returns the path of the report of the service `name`, and makes its folder when that is missing.
 * @throws NAME_MALFORMED, REPORT_NAME_RESERVED, REPORT_FOLDER_UNSAFE
 */
export function reportPath(name: string): string {
  if (!/^[A-Za-z0-9][\w:.@-]{0,199}$/.test(name)) throw new RouseError("NAME_MALFORMED", { name });
  if (isReserved(name)) throw new RouseError("REPORT_NAME_RESERVED", { name });
  const { folder, forbidden } = reportFolder();
  makeOwn(folder, forbidden);
  return join(folder, `${name}.json`);
}

/** The daemon keeps its own file in the same folder: daemon.PID.json. */
function isReserved(name: string): boolean {
  return /^daemon\.\d+$/.test(name);
}

/**
 * Returns the reports that are in the folder now, with their names; none when there is no folder yet.
 * @throws REPORT_FOLDER_UNSAFE
 */
export function findReports(): { name: string; file: string }[] {
  const { folder, forbidden } = reportFolder();
  if (isMissing(folder)) return [];
  const problem = problemWith(folder, forbidden);
  if (problem) throw new RouseError("REPORT_FOLDER_UNSAFE", { folder, problem });
  return readdirSync(folder)
    .flatMap((entry) => /^([A-Za-z0-9].*)\.json$/.exec(entry)?.[1] ?? [])
    .filter((name) => !isReserved(name))
    .sort()
    .map((name) => ({ name, file: join(folder, `${name}.json`) }));
}

function isMissing(folder: string): boolean {
  try {
    return lstatSync(folder, { throwIfNoEntry: false }) === undefined;
  } catch (error) {
    if (!hasCode(error, "EACCES")) throw error;
    throw new RouseError("REPORT_FOLDER_UNSAFE", { folder, ...unmade(folder, "EACCES") });
  }
}

/** `forbidden` are the mode bits that would let others change a report, or read it in a folder that all may enter. */
function reportFolder(): { folder: string; forbidden: number } {
  const runtime = ownRuntimeFolder();
  if (runtime !== undefined) return { folder: join(runtime, "rouse"), forbidden: 0o022 };
  if (userId() === 0) return { folder: "/run/rouse", forbidden: 0o022 };
  return { folder: join(tmpdir(), `rouse-${userId()}`), forbidden: 0o077 };
}

/** `su` keeps the XDG_RUNTIME_DIR of the previous user, where files of ours do not belong. */
function ownRuntimeFolder(): string | undefined {
  const runtime = process.env.XDG_RUNTIME_DIR;
  if (!runtime || !isAbsolute(runtime)) return undefined;
  const found = statSync(runtime, { throwIfNoEntry: false });
  return found?.isDirectory() && found.uid === userId() ? runtime : undefined;
}

/** Where others may write to the parent folder, the name may be taken by a folder or link of theirs. */
function makeOwn(folder: string, forbidden: number): void {
  const code = make(folder);
  if (code) throw new RouseError("REPORT_FOLDER_UNSAFE", { folder, ...unmade(folder, code) });
  const problem = problemWith(folder, forbidden);
  if (problem) throw new RouseError("REPORT_FOLDER_UNSAFE", { folder, problem });
}

/** There is nothing to remove. */
function unmade(folder: string, code: string): { problem: string; next: string } {
  const above = quote(dirname(folder));
  if (code === "ENOENT") return { problem: `the folder ${above} is not there`, next: "make it" };
  if (code === "EACCES")
    return {
      problem: `you may not enter or write to ${above}`,
      next: "set TMPDIR to a folder of yours",
    };
  return { problem: `it cannot be made (${code})`, next: `look at ${above}` };
}

/** Returns the name of the error where the folder is neither there nor can be made. */
function make(folder: string): string | undefined {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    if (code !== "EEXIST") return code;
  }
  return undefined;
}

function problemWith(folder: string, forbidden: number): string | undefined {
  const found = lstatSync(folder);
  const mode = found.mode & 0o777;
  if (!found.isDirectory()) return "it is not a folder";
  if (found.uid !== userId()) return `it belongs to user ${found.uid}, not to user ${userId()}`;
  if (mode & forbidden) return `its mode is 0${mode.toString(8)}, which lets others in`;
  return undefined;
}

function userId(): number {
  return process.geteuid?.() ?? -1;
}
