import { basename, dirname } from "node:path";
import { findServices } from "../engines/systemd/inventory/find-services.js";
import { showUnits } from "../engines/systemd/manager/show-units.js";
import type { Scope } from "../units/plan-types.js";
import type { CheckResult } from "./check-result.js";
import { findStopFlaw } from "./kill-mode.js";
import type { Machine } from "./machine.js";
import { readUnitFile, unitFiles } from "./unit-files.js";

/** Names the services that run rouse-exec without being of Rouse, and lose clients when systemd stops them. */
export async function checkHandWritten({ managers }: Machine): Promise<CheckResult[]> {
  const found = await Promise.all(
    (["user", "system"] as const).map((scope) =>
      managers[scope].outcome === "reached" ? judgeAll(scope) : [],
    ),
  );
  return found.flat();
}

async function judgeAll(scope: Scope): Promise<CheckResult[]> {
  const units = findHandWritten(scope);
  const facts = await showUnits(scope, units.map(instanceOf), "KillMode", "ExecStart");
  return units.flatMap((unit, index) => {
    const fact = facts[index];
    const runsRouseExec = /^\{ path=\S.*?\/rouse-exec ; /.test(fact?.("ExecStart") ?? "");
    const flaw = runsRouseExec && findStopFlaw({ scope, unit, killMode: fact?.("KillMode") ?? "" });
    return flaw ? { check: `${scope} unit ${unit}`, ...flaw } : [];
  });
}

/** systemd tells nothing of a template; the drop-ins of all its instances count for any. */
function instanceOf(unit: string): string {
  return unit.replace("@.", "@rouse-doctor.");
}

/** A text may come from a drop-in: `web.service.d/override.conf`. */
function findHandWritten(scope: Scope): string[] {
  const own = new Set(findServices([scope]).map(({ unit }) => unit));
  const files = new Set([...unitFiles("user"), ...unitFiles("system")].filter(isOf(scope)));
  const naming = [...files].filter((file) => namesRouseExec(readUnitFile(file) ?? ""));
  const units = naming.map((file) => basename(file.endsWith(".conf") ? dirname(file) : file));
  const services = units.map((unit) => unit.replace(/\.d$/, ""));
  return [...new Set(services)]
    .filter((unit) => unit.endsWith(".service") && !own.has(unit))
    .sort();
}

function isOf(scope: Scope): (file: string) => boolean {
  return (file) => file.includes("/systemd/user/") === (scope === "user");
}

function namesRouseExec(text: string): boolean {
  return /^[ \t]*ExecStart[ \t]*=.*\/rouse-exec/m.test(text);
}
