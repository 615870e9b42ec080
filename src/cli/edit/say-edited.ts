import type { UnitChange } from "../../engines/engine.js";
import type { Service } from "../../engines/systemd/inventory/find-services.js";
import { visible } from "../../errors/rouse-error.js";
import { serviceChangeWord, unitDocument } from "../changes/unit-document.js";
import { diffPaint, formatDiff } from "../output/diff.js";
import { formatDocument } from "../output/json-document.js";
import { isTerminal, write } from "../output/say.js";

/** What was changed, or would be changed, of a service. */
export interface Edited {
  service: Pick<Service, "name" | "scope">;
  changes: readonly UnitChange[];
  dryRun: boolean;
  notes: readonly string[];
}

export function sayEdited(edited: Edited, json: boolean): void {
  write(1, json ? formatDocument(documentOf(edited)) : textOf(edited));
}

function textOf(edited: Edited): string {
  const diff = formatDiff(edited.changes, diffPaint(isTerminal(1)));
  const lines = [result(edited), ...edited.notes];
  return diff + lines.map((line) => `${visible(line)}\n`).join("");
}

function result({ service, changes, dryRun }: Edited): string {
  if (serviceChangeWord(changes) === "unchanged") return "nothing was changed";
  return dryRun ? "nothing was changed: this was --dry-run" : `${service.name} is changed`;
}

function documentOf({ service, changes, dryRun, notes }: Edited) {
  return {
    name: service.name,
    scope: service.scope,
    action: serviceChangeWord(changes),
    dry_run: dryRun,
    units: changes.map(unitDocument),
    notes,
  };
}
