import { type Address, formatAddress } from "../../address/address.js";
import type { BootLink } from "../../convert/boot-links.js";
import type { OriginalUnit } from "../../convert/original-unit.js";
import type { UnitChange } from "../../engines/engine.js";
import { visible } from "../../errors/rouse-error.js";
import { quoteCommand } from "../../sys/programs/quote-command.js";
import { formatSpan } from "../../time/span.js";
import { unitDocument } from "../add/say-added.js";
import { diffPaint, formatDiff } from "../diff.js";
import { isTerminal, write } from "../say.js";

/** What `rouse convert` did, or would do. */
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
  write(1, json ? `${JSON.stringify(documentOf(converted), undefined, 2)}\n` : textOf(converted));
}

function textOf(converted: Converted): string {
  const { original, action, changes, dryRun, notes } = converted;
  const isShown = dryRun || action === "converted" || action === "changed";
  const diff = isShown ? formatDiff(changes, diffPaint(isTerminal(1))) : "";
  const done = dryRun
    ? [...linkLines(converted), "nothing was changed: this was --dry-run"]
    : results[action](converted);
  const undo = ["rouse", "convert", ...scopeFlag(original), original.unit, "--undo"];
  const back = dryRun || action === "undone" ? [] : [`back again: ${quoteCommand(undo)}`];
  return diff + [...done, ...notes, ...back].map((line) => `${visible(line)}\n`).join("");
}

const results: Record<Converted["action"], (converted: Converted) => string[]> = {
  converted: ({ original, addresses, idle }) => [
    `${original.unit} ${original.isActive ? "was stopped and sleeps" : "sleeps"}; systemd listens on ` +
      `${addresses.map(formatAddress).join(", ")}, and the first client starts it; ${sleep(idle)}`,
  ],
  changed: ({ original, addresses, idle }) => [
    `${original.unit} is changed; systemd listens on ${addresses.map(formatAddress).join(", ")}; ${sleep(idle)}`,
  ],
  unchanged: ({ original }) => [`${original.unit} is converted like this already`],
  undone: ({ original }) => {
    const runs = original.conversion?.isActive ? "and runs" : "and is stopped, as it was";
    return [`${original.unit} is as it was before it was converted, ${runs}`];
  },
};

function sleep(idle: number): string {
  if (idle === 0 || idle === Number.POSITIVE_INFINITY) return "it stays once started";
  return `it sleeps after ${formatSpan(idle)} without one`;
}

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
    api_version: 1,
    unit: original.unit,
    scope: original.scope,
    action,
    dry_run: dryRun,
    listen: addresses.map(formatAddress),
    units: changes.map(unitDocument),
    links: links.map(({ path, target }) => ({ path, target })),
    notes,
  };
}
