import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hasCode } from "../../../errors/has-code.js";
import { RouseError } from "../../../errors/rouse-error.js";
import { copiesFolder, isOfRoot } from "../../../rouse-exec/lasting-path.js";
import type { Scope } from "../../../units/plan-types.js";
import { containerFolder, servicesIn } from "../inventory/find-services.js";
import { readSocketUnit } from "../inventory/read-socket-unit.js";
import { readUnitFolder } from "../inventory/unit-folder.js";
import { unitFolder } from "../manager/folders.js";
import { showUnits } from "../manager/show-units.js";
import { systemctl } from "../manager/systemctl.js";
import { isSame, removeMadeFolders, restoreFiles } from "./snapshot-files.js";
import { startAgain, stopOthers } from "./snapshot-running.js";
import { hasUndoRecord, readUndoRecord, removeUndoRecord, type Undo } from "./undo-record.js";
import { removeFile } from "./write-files.js";

/**
 * Puts back what a command that was killed had begun to change, and removes what it left: drafts of files, and a
 * service whose marked socket is not there. Returns sentences on that. Call it with the lock of the units.
 * @throws MANAGER_UNREACHABLE, SYSTEMCTL_MISSING
 */
export async function mendUnits(scope: Scope): Promise<string[]> {
  // First: a folder with a draft in it could not be removed.
  for (const folder of foldersOfDrafts(scope)) removeDrafts(folder);
  const said = hasUndoRecord(scope) ? await putBack(scope, readUndoRecord(scope)) : [];
  return [...said, ...(await removeOrphans(scope))];
}

async function putBack(scope: Scope, undo: Undo | undefined): Promise<string[]> {
  const problems = undo === undefined ? ["its record cannot be read"] : await restore(scope, undo);
  removeUndoRecord(scope);
  if (undo !== undefined) removeMadeFolders(undo.files);
  const begun = "a command was killed while it changed units";
  if (problems.length === 0) return [`${begun}; they are as they were before it`];
  return [`${begun}, and this was not put back: ${problems.join("; ")}`];
}

/** Tries each step, whatever becomes of those before it: a second attempt would end in the same way. */
async function restore(scope: Scope, { files, running }: Undo): Promise<string[]> {
  const problems: string[] = [];
  const restoreOurs = () =>
    restoreFiles(files, ({ path, after }, now) => {
      const isOthers = after !== undefined && !isSame(after, now);
      if (isOthers) problems.push(`${path} was changed since and stays as it is`);
      return isOthers;
    });
  const steps = [
    () => stopOthers(scope, running),
    restoreOurs,
    () => systemctl(scope, "daemon-reload"),
    () => startAgain(scope, running),
  ];
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof RouseError) || isWithoutManager(error)) throw error;
      problems.push(error.message);
    }
  }
  return problems;
}

function isWithoutManager({ code }: RouseError): boolean {
  return code === "MANAGER_UNREACHABLE" || code === "SYSTEMCTL_MISSING";
}

/** Every folder that we write files to; replaceFile() makes the names. */
function foldersOfDrafts(scope: Scope): string[] {
  const folder = unitFolder(scope);
  const dropIns = list(folder).filter((name) => name.endsWith(".service.d"));
  const own = dropIns.map((name) => join(folder, name));
  return [folder, ...own, containerFolder(folder, scope), ...foldersOfCopies(scope)];
}

/** A command of another version may have been killed. Root removes nothing where others can exchange a folder. */
function foldersOfCopies(scope: Scope): string[] {
  const folder = copiesFolder(scope);
  const versions = list(folder).map((name) => join(folder, name));
  return scope === "system" ? versions.filter(isOfRoot) : versions;
}

function removeDrafts(folder: string): void {
  const drafts = list(folder).filter((name) => /^\.rouse-[\da-f]{12}\.tmp$/.test(name));
  for (const name of drafts) removeFile(join(folder, name));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}

/** A service of ours that no socket of ours starts was left by a command of Rouse 0.1, and no command finds it. */
async function removeOrphans(scope: Scope): Promise<string[]> {
  const folder = readUnitFolder(scope);
  const known = new Set(servicesIn(folder).map(({ unit }) => unit));
  const orphans = [...folder.names].filter(
    (name) => name.endsWith(".service") && !known.has(name) && isOurs(join(folder.path, name)),
  );
  const facts = await showUnits(scope, orphans, "ActiveState");
  const ended = orphans.filter((_, index) => facts[index]?.("ActiveState") === "inactive");
  for (const name of ended) removeFile(join(folder.path, name));
  if (ended.length > 0) await systemctl(scope, "daemon-reload");
  return ended.map((name) => `${name}, which had lost its socket, is removed`);
}

function isOurs(path: string): boolean {
  try {
    return readSocketUnit(readFileSync(path, "utf8"))?.own.get("Kind") === "add";
  } catch (error) {
    if (hasCode(error, "ENOENT", "EISDIR", "EACCES")) return false;
    throw error;
  }
}
