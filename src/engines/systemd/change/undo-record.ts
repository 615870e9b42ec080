import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { parseJson } from "../../../sys/programs/parse-json.js";
import type { Scope } from "../../../units/plan-types.js";
import { unitFolder } from "../manager/folders.js";
import type { FilesSnapshot } from "./snapshot-files.js";
import type { RunningSnapshot } from "./snapshot-running.js";
import { removeFile, replaceFile } from "./write-files.js";

/** How everything was before a change that is under way. */
export interface Undo {
  files: FilesSnapshot;
  running: RunningSnapshot;
}

const entry = z.nullable(
  z.union([z.object({ link: z.string() }), z.object({ text: z.string(), mode: z.int() })]),
);
const texts = z.array(z.string());
const schema: z.ZodMiniType<Undo & { version: 1 }> = z.object({
  version: z.literal(1),
  files: z.object({
    ...{ unitFolder: z.string(), units: texts, missing: texts, wants: texts },
    paths: z.array(z.object({ path: z.string(), before: entry, after: z.optional(entry) })),
  }),
  running: z.object({ units: texts, runs: z.record(z.string(), z.string()) }),
});

/** systemd reads no file whose name does not end as that of a unit. */
function recordPath(scope: Scope): string {
  return join(unitFolder(scope), ".rouse-undo.json");
}

/** Writes what the next command puts back, should this one be killed. @throws UNIT_FILE_FAILED */
export function writeUndoRecord(scope: Scope, undo: Undo): void {
  const text = `${JSON.stringify({ version: 1, ...undo })}\n`;
  replaceFile({ path: recordPath(scope), text, mode: 0o600 });
}

export function hasUndoRecord(scope: Scope): boolean {
  return lstatSync(recordPath(scope), { throwIfNoEntry: false }) !== undefined;
}

/** Returns undefined for a record that another version of Rouse wrote. */
export function readUndoRecord(scope: Scope): Undo | undefined {
  return schema.safeParse(parseJson(readFileSync(recordPath(scope), "utf8"))).data;
}

/** From then on the change is made, or undone. @throws UNIT_FILE_FAILED */
export function removeUndoRecord(scope: Scope): void {
  if (hasUndoRecord(scope)) removeFile(recordPath(scope));
}
