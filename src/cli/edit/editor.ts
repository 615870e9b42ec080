import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { hasCode } from "../../errors/has-code.js";
import { RouseError } from "../../errors/rouse-error.js";
import { isTerminal } from "../output/say.js";

/**
 * Lets the user change files, all in one editor: $VISUAL or $EDITOR, split at spaces, or else `editor` (Debian's
 * choice) or `vi`.
 * @throws EDITOR_FAILED
 */
export async function runEditor(files: readonly string[], env = process.env): Promise<void> {
  const named = env.VISUAL?.trim() || env.EDITOR?.trim();
  if (!named && !isTerminal(1)) {
    const problem = "no editor is named, and stdout is not a terminal";
    throw new RouseError("EDITOR_FAILED", { editor: "vi", problem });
  }
  const candidates = named ? [named] : ["editor", "vi"];
  for (const candidate of candidates) {
    const problem = await run(candidate, files);
    if (problem === undefined) return;
    if (problem !== "not found")
      throw new RouseError("EDITOR_FAILED", { editor: candidate, problem });
  }
  const detail = { editor: candidates.join(" or "), problem: "it is not on PATH" };
  throw new RouseError("EDITOR_FAILED", detail);
}

/** Returns what went wrong; undefined when the editor ended well. */
async function run(editor: string, files: readonly string[]): Promise<string | undefined> {
  const [program = "", ...args] = editor.split(/\s+/);
  const child = spawn(program, [...args, ...files], { stdio: "inherit" });
  // Ctrl-C in the editor is meant for the editor; the terminal sends it to us too.
  const stay = () => undefined;
  process.on("SIGINT", stay);
  try {
    return await ended(child);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "not found";
    if (hasCode(error, "EACCES")) return "it is not executable";
    throw error;
  } finally {
    process.off("SIGINT", stay);
  }
}

async function ended(child: ChildProcess): Promise<string | undefined> {
  const [code, signal]: unknown[] = await once(child, "close");
  if (code === 0) return undefined;
  return code === null ? `it ended by ${signal}` : `it ended with status ${code}`;
}
