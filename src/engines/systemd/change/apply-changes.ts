import { basename, dirname } from "node:path";
import { RouseError } from "../../../errors/rouse-error.js";
import type { Scope } from "../../../units/plan-types.js";
import { unitFolder } from "../manager/folders.js";
import { areUnitsLocked } from "../manager/held-locks.js";
import { showUnits } from "../manager/show-units.js";
import { systemctl, trySystemctl } from "../manager/systemctl.js";
import { deferSignals } from "./defer-signals.js";
import { endFailing } from "./end-failing.js";
import { installCopy } from "./install-copy.js";
import type { RouseExecCopy } from "./rouse-exec-copy.js";
import {
  type Entry,
  removeMadeFolders,
  restoreFiles,
  snapshotFiles,
  textEntry,
} from "./snapshot-files.js";
import { snapshotRunning, startAgain, stopOthers } from "./snapshot-running.js";
import { removeUndoRecord, type Undo, writeUndoRecord } from "./undo-record.js";
import type { VerifiedChanges } from "./verified-changes.js";
import { removeFile, replaceFile, replaceLink } from "./write-files.js";

/** What is done to the units of a service manager, in this order. */
interface ChangeSet {
  scope: Scope;
  /** Units that stop, as their files are now, and whose failures are forgotten; unknown ones do no harm. */
  stop?: readonly string[];
  /** Units that are no longer started at boot or login; unknown ones do no harm. */
  disable?: readonly string[];
  /** Only the files that differ from what is on disk are written, after the rouse-exec that they name. */
  write?: VerifiedChanges;
  /** Symbolic links, by which systemd starts a unit with another. */
  link?: readonly { path: string; target: string }[];
  /** Paths of files and links; those that are not there do no harm. */
  remove?: readonly string[];
  enable?: readonly string[];
  /** Units that start; what failed before is forgotten. */
  start?: readonly string[];
  /** Called at the end: when it throws, everything is put back. */
  confirm?: () => Promise<void> | void;
}

/**
 * Makes all of the changes, or none: when a step fails, or a signal asks us to end, files, enablement and what runs are
 * put back as they were, and the error of the step is thrown. When this process is killed, the next command does that.
 * Call it in withUnitsLocked.
 * @throws UNIT_FILE_FAILED, SYSTEMCTL_FAILED, MANAGER_UNREACHABLE, INTERRUPTED; CHANGE_NOT_UNDONE
 * when something could not be put back
 */
export async function applyChanges(changes: ChangeSet): Promise<void> {
  const { scope } = changes;
  if (!areUnitsLocked(scope)) throw new Error("units are changed without their lock");
  const units = unitsOf(changes);
  const undo = {
    running: await snapshotRunning(scope, units),
    files: snapshotFiles(entriesAfter(changes), unitFolder(scope), units, copiesOf(changes)),
  };
  const signals = deferSignals();
  try {
    for (const step of [() => writeUndoRecord(scope, undo), ...stepsOf(changes)]) {
      signals.throwIfAny();
      await step();
    }
    signals.throwIfAny();
    removeUndoRecord(scope);
  } catch (error) {
    throw await undone(signals.reason() ?? error, undoSteps(scope, undo));
  } finally {
    signals.release();
  }
}

/** Returns what puts everything back; the record is removed before the folders, since it may lie in one of them. */
function undoSteps(scope: Scope, { files, running }: Undo): (() => unknown)[] {
  return [
    () => stopOthers(scope, running),
    () => restoreFiles(files),
    () => systemctl(scope, "daemon-reload"),
    () => startAgain(scope, running),
    () => removeUndoRecord(scope),
    () => removeMadeFolders(files),
  ];
}

function entriesAfter(changes: ChangeSet): Map<string, Entry> {
  const { link = [], remove = [] } = changes;
  return new Map<string, Entry>([
    ...writtenBy(changes).map(({ path, text }) => [path, textEntry(text)] as const),
    ...link.map(({ path, target }) => [path, { link: target }] as const),
    ...remove.map((path) => [path, null] as const),
  ]);
}

function stepsOf(changes: ChangeSet): (() => unknown)[] {
  const { scope, stop = [], disable = [], link = [], remove = [] } = changes;
  const { enable = [], start = [], confirm } = changes;
  // A service is known by its sockets: they come last and go last.
  const write = writtenBy(changes).sort((a, b) => isSocketFile(a.path) - isSocketFile(b.path));
  const filed = [disable, write, link, remove, enable].some((list) => list.length > 0);
  return [
    async () => ask(scope, "stop", await known(scope, stop)),
    () => forgetFailure(scope, stop),
    async () => mark(scope, "disable", await known(scope, disable)),
    ...copiesOf(changes).map((copy) => () => installCopy(copy)),
    ...write.map((file) => () => replaceFile(file)),
    ...link.map(
      ({ path, target }) =>
        () =>
          replaceLink(path, target),
    ),
    ...[...remove]
      .sort((a, b) => isSocketFile(a) - isSocketFile(b))
      .map((path) => () => removeFile(path)),
    () => mark(scope, "enable", enable),
    () => (filed ? reload(scope) : undefined),
    () => endFailing(scope, servicesOf(write)),
    () => forgetFailure(scope, start),
    () => ask(scope, "start", start),
    () => confirm?.(),
  ];
}

function servicesOf(files: readonly { path: string }[]): string[] {
  return files.map(({ path }) => basename(path)).filter((name) => name.endsWith(".service"));
}

function isSocketFile(path: string): number {
  return Number(path.endsWith(".socket"));
}

/** A reload takes long where there are many units: one is enough for all. */
async function mark(
  scope: Scope,
  verb: "enable" | "disable",
  units: readonly string[],
): Promise<void> {
  if (units.length > 0) await systemctl(scope, verb, "--no-reload", "--", ...units);
}

async function ask(scope: Scope, verb: "stop" | "start", units: readonly string[]): Promise<void> {
  if (units.length > 0) await systemctl(scope, verb, "--", ...units);
}

/** systemctl(1) stops and disables none of several when one of them is not there. */
async function known(scope: Scope, units: readonly string[]): Promise<string[]> {
  const facts = await showUnits(scope, units, "LoadState", "ActiveState");
  return units.filter((_, index) => {
    const [state, active] = [facts[index]?.("LoadState"), facts[index]?.("ActiveState")];
    return state !== "not-found" || active !== "inactive";
  });
}

/** A failed unit would stay in the lists after its file is gone. */
async function forgetFailure(scope: Scope, units: readonly string[]): Promise<void> {
  // It fails for units that are not loaded, and with them there is nothing to forget.
  if (units.length > 0) await trySystemctl(scope, "reset-failed", "--", ...units);
}

async function reload(scope: Scope): Promise<void> {
  await systemctl(scope, "daemon-reload");
}

function copiesOf({ write }: ChangeSet): RouseExecCopy[] {
  return write?.copy === undefined ? [] : [write.copy];
}

function writtenBy({ write }: ChangeSet): { path: string; text: string }[] {
  return (write?.all ?? []).flatMap(({ path, before, after }) =>
    after === undefined || after === before ? [] : { path, text: after },
  );
}

function unitsOf(changes: ChangeSet): string[] {
  const { scope, stop = [], disable = [], remove = [], enable = [], start = [] } = changes;
  const folder = unitFolder(scope);
  const paths = [...writtenBy(changes).map(({ path }) => path), ...remove];
  const written = paths.filter((path) => dirname(path) === folder).map((path) => basename(path));
  return [...new Set([...stop, ...disable, ...enable, ...start, ...written])];
}

/** Tries each step, whatever becomes of those before it, and returns the error to throw. */
async function undone(error: unknown, steps: readonly (() => unknown)[]): Promise<unknown> {
  const problems: string[] = [];
  for (const step of steps) {
    try {
      await step();
    } catch (problem) {
      problems.push(messageOf(problem));
    }
  }
  if (problems.length === 0) return error;
  const detail = { problem: messageOf(error), left: problems };
  return new RouseError("CHANGE_NOT_UNDONE", detail, { cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
