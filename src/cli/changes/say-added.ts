import { formatBareAddress } from "../../address/address.js";
import type { UnitChange } from "../../engines/engine.js";
import type { Exposure } from "../../engines/systemd/manager/sandbox-exposure.js";
import { visible } from "../../errors/rouse-error.js";
import { quoteCommand } from "../../sys/programs/quote-command.js";
import type { ServicePlan } from "../../units/plan-types.js";
import { diffPaint, formatDiff } from "../output/diff.js";
import { formatDocument } from "../output/json-document.js";
import { isTerminal, write } from "../output/say.js";
import { sleepClause } from "../output/service-clauses.js";
import { serviceChangeWord, unitDocument } from "./unit-document.js";

/** What was done, or would be done, to add a service. */
export interface Added {
  plan: Pick<ServicePlan, "name" | "scope" | "addresses" | "idle">;
  changes: readonly UnitChange[];
  dryRun: boolean;
  /** By systemd-analyze security, when there is a sandbox. */
  exposure: { before: Exposure; after: Exposure } | undefined;
  notes: readonly string[];
}

export function sayAdded(added: Added, json: boolean): void {
  write(1, json ? formatDocument(documentOf(added)) : textOf(added));
}

function textOf(added: Added): string {
  const { plan, changes, dryRun, notes } = added;
  const diff = formatDiff(changes, diffPaint(isTerminal(1)));
  const isSame = serviceChangeWord(changes) === "unchanged";
  const lines = [
    ...(isSame ? [`the units of ${plan.name} are already the same`] : []),
    dryRun ? "nothing was changed: this was --dry-run" : reach(plan),
    ...notes,
    ...exposureLine(added),
    ...(dryRun ? [] : [`see it with: ${quoteCommand(["rouse", "status", plan.name])}`]),
  ];
  return diff + lines.map((line) => `${visible(line)}\n`).join("");
}

function reach({ name, addresses, idle }: Added["plan"]): string {
  const all = addresses.map(formatBareAddress).join(", ");
  return `${name} listens on ${all}; the first client starts it; ${sleepClause(idle, "one")}`;
}

function exposureLine({ exposure, changes }: Added): string[] {
  if (exposure === undefined) return [];
  const [after, before] = [formatExposure(exposure.after), formatExposure(exposure.before)];
  const than = serviceChangeWord(changes) === "added" ? "without --sandbox" : "before";
  return [`systemd-analyze security: ${after}, ${than} ${before}`];
}

function formatExposure({ level, rating }: Exposure): string {
  return `${level.toFixed(1)} ${rating}`;
}

function documentOf({ plan, changes, dryRun, exposure, notes }: Added) {
  return {
    name: plan.name,
    scope: plan.scope,
    action: serviceChangeWord(changes),
    dry_run: dryRun,
    listen: plan.addresses.map(formatBareAddress),
    units: changes.map(unitDocument),
    exposure: exposure ? { before: exposure.before.level, after: exposure.after.level } : null,
    notes,
  };
}
