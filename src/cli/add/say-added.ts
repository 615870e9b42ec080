import { formatAddress } from "../../address/address.js";
import type { UnitChange } from "../../engines/engine.js";
import type { Exposure } from "../../engines/systemd/manager/exposure.js";
import { visible } from "../../errors/rouse-error.js";
import { quoteCommand } from "../../sys/programs/quote-command.js";
import { formatSpan } from "../../time/span.js";
import type { ServicePlan } from "../../units/types.js";
import { diffPaint, formatDiff } from "../diff.js";
import { isTerminal, write } from "../say.js";

export type Change = "added" | "changed" | "unchanged" | "removed";

/** What `rouse add` did, or would do. */
export interface Added {
  plan: Pick<ServicePlan, "name" | "scope" | "addresses" | "idle">;
  changes: readonly UnitChange[];
  action: Change;
  dryRun: boolean;
  /** By systemd-analyze security, when there is a sandbox. */
  exposure: { before: Exposure; after: Exposure } | undefined;
  notes: readonly string[];
}

export function sayAdded(added: Added, json: boolean): void {
  write(1, json ? `${JSON.stringify(documentOf(added), undefined, 2)}\n` : textOf(added));
}

function textOf(added: Added): string {
  const { plan, action, dryRun, notes } = added;
  const diff = formatDiff(added.changes, diffPaint(isTerminal(1)));
  const lines = [
    ...(action === "unchanged" ? [`the units of ${plan.name} are the same already`] : []),
    dryRun ? "nothing was changed: this was --dry-run" : reach(plan),
    ...notes,
    ...exposureLine(added),
    ...(dryRun ? [] : [`see it with: ${quoteCommand(["rouse", "status", plan.name])}`]),
  ];
  return diff + lines.map((line) => `${visible(line)}\n`).join("");
}

function reach({ name, addresses, idle }: Added["plan"]): string {
  const places = addresses.map(formatAddress).join(", ");
  return `${name} listens on ${places}; the first client starts it; ${sleep(idle)}`;
}

function sleep(idle: number): string {
  if (idle === 0 || idle === Number.POSITIVE_INFINITY) return "it stays once started";
  return `it sleeps after ${formatSpan(idle)} without one`;
}

function exposureLine({ exposure, action }: Added): string[] {
  if (exposure === undefined) return [];
  const [after, before] = [formatExposure(exposure.after), formatExposure(exposure.before)];
  const than = action === "added" ? "without --sandbox" : "before";
  return [`systemd-analyze security: ${after}, ${than} ${before}`];
}

function formatExposure({ level, rating }: Exposure): string {
  return `${level.toFixed(1)} ${rating}`;
}

function documentOf({ plan, changes, action, dryRun, exposure, notes }: Added) {
  return {
    api_version: 1,
    name: plan.name,
    scope: plan.scope,
    action,
    dry_run: dryRun,
    listen: plan.addresses.map(formatAddress),
    units: changes.map(unitDocument),
    exposure: exposure ? { before: exposure.before.level, after: exposure.after.level } : null,
    notes,
  };
}

/** `text` is what is there afterwards; null when it is removed. */
export function unitDocument({ unit, path, before, after }: UnitChange) {
  return { unit, path, change: changeOf(before, after), text: after ?? null };
}

function changeOf(before: string | undefined, after: string | undefined): Change {
  if (before === after) return "unchanged";
  if (before === undefined) return "added";
  return after === undefined ? "removed" : "changed";
}
