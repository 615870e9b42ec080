import { basename, dirname } from "node:path";
import { RouseError } from "../../../errors/rouse-error.js";
import type { Scope } from "../../../units/plan-types.js";
import { showUnits } from "../manager/show-units.js";
import { systemctl, trySystemctl, unitFolder } from "../manager/systemctl.js";
import { deferSignals } from "./defer-signals.js";
import { snapshotFiles } from "./snapshot-files.js";
import { snapshotRunning } from "./snapshot-running.js";
import type { VerifiedChanges } from "./verified-changes.js";
import { removeFile, replaceFile, replaceLink } from "./write-files.js";

/** What is done to the units of a service manager, in this order. */
interface ChangeSet {
  scope: Scope;
  /** Units that stop, as their files are now, and whose failures are forgotten; unknown ones do no harm. */
  stop?: readonly string[];
  /** Units that are no longer started at boot or login; unknown ones do no harm. */
  disable?: readonly string[];
  /** Only the files that differ from what is on disk are written. */
  write?: VerifiedChanges;
  /** Symbolic links, by which systemd starts a unit with another. */
  link?: readonly { path: string; target: string }[];
  /** Paths of files and links; those that are not there do no harm. */
  remove?: readonly string[];
  enable?: readonly string[];
  /** Units that start; what failed before is forgotten. */
  start?: readonly string[];
  /** Called at the end: when it throws, everything is put back. */
  confirm?: () => Promise<void>;
}

/**
 * Makes all of the changes, or none: when a step fails, or a signal asks us to end, files, enablement and what runs are
 * put back as they were, and the error of the step is thrown.
 * @throws UNIT_FILE_FAILED, SYSTEMCTL_FAILED, MANAGER_UNREACHABLE, INTERRUPTED; CHANGE_NOT_UNDONE
 * when something could not be put back
 */
export async function applyChanges(changes: ChangeSet): Promise<void> {
  const { scope, link = [], remove = [] } = changes;
  const units = unitsOf(changes);
  const paths = [...writtenBy(changes), ...link].map(({ path }) => path).concat(remove);
  const running = await snapshotRunning(scope, units);
  const restoreFiles = snapshotFiles(paths, unitFolder(scope), units);
  const signals = deferSignals();
  try {
    for (const step of stepsOf(changes)) {
      signals.throwIfAny();
      await step();
    }
    signals.throwIfAny();
  } catch (error) {
    const undo = [running.stopOthers, restoreFiles, () => reload(scope), running.startAgain];
    throw await undone(signals.reason() ?? error, undo);
  } finally {
    signals.release();
  }
}

function stepsOf(changes: ChangeSet): (() => unknown)[] {
  const { scope, stop = [], disable = [], link = [], remove = [] } = changes;
  const { enable = [], start = [], confirm } = changes;
  const write = writtenBy(changes);
  const filed = [disable, write, link, remove, enable].some((list) => list.length > 0);
  return [
    async () => ask(scope, "stop", await known(scope, stop)),
    () => forgetFailure(scope, stop),
    async () => mark(scope, "disable", await known(scope, disable)),
    ...write.map((file) => () => replaceFile(file)),
    ...link.map(
      ({ path, target }) =>
        () =>
          replaceLink(path, target),
    ),
    ...remove.map((path) => () => removeFile(path)),
    () => mark(scope, "enable", enable),
    () => (filed ? reload(scope) : undefined),
    () => forgetFailure(scope, start),
    () => ask(scope, "start", start),
    () => confirm?.(),
  ];
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
