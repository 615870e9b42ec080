import { type Address, formatBareAddress } from "../../address/address.js";
import type { BootLink } from "../../convert/boot-links.js";
import type { OriginalUnit } from "../../convert/original-unit.js";
import type { UnitChange } from "../../engines/engine.js";
import { visible } from "../../errors/rouse-error.js";
import { quoteCommand } from "../../sys/programs/quote-command.js";
import { unitDocument } from "../changes/unit-document.js";
import { diffPaint, formatDiff } from "../output/diff.js";
import { formatDocument } from "../output/json-document.js";
import { isTerminal, write } from "../output/say.js";
import { sleepClause } from "../output/service-clauses.js";

/** What was done, or would be done, to convert a service. */
export interface Converted {
  original: OriginalUnit;
  action: "converted" | "changed" | "unchanged" | "undone";
  changes: readonly UnitChange[];
  /** Taken away, or put back. */
  links: readonly BootLink[];
  dryRun: boolean;
  addresses: readonly Address[];
  /** Microseconds. */
  idle: number;
  notes: readonly string[];
}

export function sayConverted(converted: Converted, json: boolean): void {
  write(1, json ? formatDocument(documentOf(converted)) : textOf(converted));
}

function textOf(converted: Converted): string {
  const { original, action, changes, dryRun, notes } = converted;
  const isShown = dryRun || action === "converted" || action === "changed";
  const diff = isShown ? formatDiff(changes, diffPaint(isTerminal(1))) : "";
  const done = dryRun
    ? [...linkLines(converted), "nothing was changed: this was --dry-run"]
    : results[action](converted);
  const undo = ["rouse", "convert", ...scopeFlag(original), original.unit, "--undo"];
  const back = dryRun || action === "undone" ? [] : [`undo it with: ${quoteCommand(undo)}`];
  return diff + [...done, ...notes, ...back].map((line) => `${visible(line)}\n`).join("");
}

const results: Record<Converted["action"], (converted: Converted) => string[]> = {
  converted: ({ original, addresses, idle }) => [
    `${original.unit} ${original.isActive ? "was stopped and sleeps" : "sleeps"}; systemd listens on ` +
      `${addresses.map(formatBareAddress).join(", ")}, and the first client starts it; ${sleepClause(idle, "one")}`,
  ],
  changed: ({ original, addresses, idle }) => [
    `${original.unit} is changed; systemd listens on ${addresses.map(formatBareAddress).join(", ")}; ` +
      sleepClause(idle, "one"),
  ],
  unchanged: ({ original }) => [`${original.unit} is already converted like this`],
  undone: ({ original }) => {
    const runs = original.conversion?.isActive ? "and runs" : "and is stopped, as it was";
    return [`${original.unit} is as it was before it was converted, ${runs}`];
  },
};

function linkLines({ links, action }: Converted): string[] {
  return links.map(({ path, target }) => {
    return action === "undone" ? `link ${path} -> ${target}` : `remove the link ${path}`;
  });
}

function scopeFlag({ scope }: OriginalUnit): string[] {
  return scope === "user" ? ["--user"] : [];
}

function documentOf(converted: Converted) {
  const { original, action, changes, links, dryRun, addresses, notes } = converted;
  return {
    unit: original.unit,
    scope: original.scope,
    action,
    dry_run: dryRun,
    listen: addresses.map(formatBareAddress),
    units: changes.map(unitDocument),
    links: links.map(({ path, target }) => ({ path, target })),
    notes,
  };
}
