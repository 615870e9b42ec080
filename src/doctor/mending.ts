import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { UnitChange } from "../engines/engine.js";
import { findNamedRouseExec } from "../engines/systemd/inventory/find-named-rouse-exec.js";
import type { Service } from "../engines/systemd/inventory/find-services.js";
import { lastingPath } from "../rouse-exec/lasting-path.js";
import { packageVersion } from "../sys/own-package.js";
import { quoteExecPath } from "../units/quote-exec.js";
import { findFlaw } from "./rouse-exec-flaw.js";

/** How the units of a service are mended. */
export interface Mending {
  service: Service;
  /** What is written: one for each file. */
  changes: UnitChange[];
  /**
   * How the units would look if the command of the service made them again, where they differ in more than what is
   * mended: by hand, or since another Rouse writes them in another way.
   */
  otherwise: UnitChange[];
}

/** Units by their paths, as the command of a service makes them. */
export type Fresh = ReadonlyMap<string, string>;

/** Tells whether a service has something that is mended. */
export function needsMending(service: Service): boolean {
  const path = findNamedRouseExec(service);
  const isFlawed = path !== undefined && findFlaw(path, service) !== undefined;
  return isFlawed || service.version !== packageVersion();
}

/**
 * Plans what to write: the units name a rouse-exec that stays, and the version of this Rouse where they are as it writes
 * them. Every other line stays as it is: it may have been edited.
 */
export function planMending(service: Service, fresh: Fresh): Mending {
  const before = service.files.map((path) => ({ path, text: readFileSync(path, "utf8") }));
  const moved = before.map(({ path, text }) => ({ path, text: withLastingPath(text, service) }));
  const isSame =
    fresh.size === before.length &&
    moved.every(({ path, text }) => unversioned(text) === unversioned(fresh.get(path) ?? ""));
  const after = isSame ? fresh : new Map(moved.map(({ path, text }) => [path, text]));
  return {
    service,
    changes: before.map(({ path, text }) => change(path, text, after.get(path))),
    otherwise: isSame ? [] : moved.map(({ path, text }) => change(path, text, fresh.get(path))),
  };
}

function change(path: string, before: string, after: string | undefined): UnitChange {
  return { unit: basename(path), path, before, after };
}

function withLastingPath(text: string, service: Service): string {
  const old = findNamedRouseExec(service);
  if (old === undefined || findFlaw(old, service) === undefined) return text;
  const [from, to] = [quoteExecPath(old), quoteExecPath(lastingPath(service.scope))];
  const lines = text.split("\n");
  const isOfPath = (line: string) =>
    /^(ExecStart|ReadOnlyPaths|BindReadOnlyPaths|ExecPaths|Volume)=/.test(line);
  return lines.map((line) => (isOfPath(line) ? line.replace(from, () => to) : line)).join("\n");
}

/** Returns a unit without the version that wrote it. */
function unversioned(text: string): string {
  return text
    .replace(/^# Written by rouse \S+\. /, "# Written by rouse. ")
    .replace(/\n\[X-Rouse\][\s\S]*$/, (section) => section.replace(/\nVersion=.*/, ""));
}
