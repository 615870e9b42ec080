import {
  chownSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { until } from "../harness/until.js";
import type { Machine } from "../systemd/machine.js";
import type { ServiceManager } from "../systemd/service-manager.js";

/** Units as Debian's packages have them, where the machine has its own. */
export function installUnits({ folder }: Machine, ...units: string[]): void {
  for (const unit of units) copyFileSync(`/lib/systemd/system/${unit}`, join(folder, "lib", unit));
}

/** A drop-in by which the administrator has put the service elsewhere. */
export function dropIn(manager: ServiceManager, unit: string, text: string): void {
  const folder = makeFolder(manager, `${unit}.d`);
  writeFileSync(join(folder, "override.conf"), text);
}

/** Of the user whose units they are. */
function makeFolder({ unitFolder, uid }: ServiceManager, name: string): string {
  const folder = join(unitFolder, name);
  mkdirSync(folder, { recursive: true });
  chownSync(folder, uid, uid);
  return folder;
}

/** As `systemctl enable` does it; Debian's would do the same for System V, on the machine of the tests. */
export function startAtBoot(manager: ServiceManager, unit: string, file: string): void {
  const folder = makeFolder(manager, "multi-user.target.wants");
  symlinkSync(file, join(folder, unit));
}

/** Every file of the unit folder with what is in it, and every link with its target. */
export function readTree(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(entries.map((entry) => [entry, readEntry(join(folder, entry))]));
}

function readEntry(path: string): string {
  const found = lstatSync(path);
  if (found.isSymbolicLink()) return `-> ${readlinkSync(path)}`;
  return found.isDirectory() ? "/" : readFileSync(path, "utf8");
}

/** What is to be as before when a conversion is undone. */
export async function snapshot(manager: ServiceManager, unit: string) {
  const { ActiveState, UnitFileState, Type, PIDFile, KillMode, Restart } = await manager.show(
    unit,
    ...(["ActiveState", "UnitFileState", "Type", "PIDFile", "KillMode", "Restart"] as const),
  );
  const states = { ActiveState, UnitFileState, Type, PIDFile, KillMode, Restart };
  return { ...states, files: readTree(manager.unitFolder) };
}

export async function rouse(manager: ServiceManager, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await manager.rouse(...args);
  expect({ code, stderr, stdout: code === 0 ? "" : stdout }).toEqual({
    code: 0,
    stderr: "",
    stdout: "",
  });
  return stdout;
}

/** Whether rouse-exec or the program itself is the first process of the service. */
export async function firstProcess(manager: ServiceManager, unit: string): Promise<string> {
  // Its first client may be answered a moment before systemd has read READY=1.
  const begun = async () => {
    const shown = await manager.show(unit, "ExecMainPID", "ActiveState");
    return shown.ActiveState === "activating" ? undefined : shown;
  };
  const { ExecMainPID, ActiveState } = await until(begun, { what: `${unit} to be active` });
  if (ActiveState !== "active") return ActiveState;
  // systemd calls a process that has not executed its program yet "(program)", and before that it has its own name.
  const name = async () => {
    const { stdout } = await manager.inside(["cat", `/proc/${ExecMainPID}/comm`]);
    return /^\(|^systemd$/m.test(stdout) ? undefined : stdout.trim();
  };
  return until(name, { what: `${unit} to execute its program` });
}

export async function asleep(manager: ServiceManager, unit: string): Promise<void> {
  const isOver = async () => {
    const { ActiveState } = await manager.show(unit, "ActiveState");
    return ["inactive", "failed"].includes(ActiveState);
  };
  await until(isOver, { everyMs: 30, what: `${unit} to go to sleep` });
  const { ActiveState, Result } = await manager.show(unit, "ActiveState", "Result");
  expect({ ActiveState, Result }).toEqual({ ActiveState: "inactive", Result: "success" });
}

/** What rouse-exec has written of the last run. */
async function readReport(manager: ServiceManager, unit: string) {
  const stem = unit.replace(/\.service$/, "");
  const system = `/run/rouse/${stem}/report.json`;
  const user = `/run/user/${manager.uid}/rouse/${stem}.json`;
  const { stdout } = await manager.inside(["cat", manager.scope === "user" ? user : system]);
  return JSON.parse(stdout);
}

export interface Case {
  manager: ServiceManager;
  unit: string;
  /** The name of its process, before and after. */
  program: string;
  /** Behind `rouse convert UNIT`. */
  options: string[];
  /** A client who is served, and leaves. */
  use(): Promise<void>;
}

/** Through all that may happen to a service that runs: converted, used, asleep, used again, and back. */
export async function convertAndBack({
  manager,
  unit,
  program,
  options,
  use,
}: Case): Promise<string> {
  await use();
  const before = await snapshot(manager, unit);
  const said = await rouse(manager, "convert", unit, ...options);
  const after = await snapshot(manager, unit);
  expect(after.ActiveState).toBe("inactive");
  expect(Object.keys(after.files)).not.toContain(`multi-user.target.wants/${unit}`);
  let wakes = 0;
  for (const _ of ["first", "again"]) {
    await use();
    await asleep(manager, unit);
    const report = await readReport(manager, unit);
    expect(report.last_exit).toMatchObject({ reason: "idle" });
    // On a loaded machine it may sleep while the client takes a breath.
    expect(report.wakes).toBeGreaterThan(wakes);
    wakes = report.wakes;
  }
  await rouse(manager, "convert", unit, "--undo");
  expect(await snapshot(manager, unit)).toEqual(before);
  expect(await firstProcess(manager, unit)).toBe(program);
  await use();
  const folder = manager.scope === "user" ? `/run/user/${manager.uid}/rouse` : "/run/rouse";
  const { stdout } = await manager.inside(["ls", folder]);
  expect(stdout).toBe("");
  return said;
}
