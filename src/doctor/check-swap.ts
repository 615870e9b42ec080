import { readFileSync } from "node:fs";
import { embedded } from "../engines/embedded/embedded.js";
import { askUnits } from "../engines/systemd/inventory/ask-units.js";
import { findServices } from "../engines/systemd/inventory/find-services.js";
import { reportFile } from "../engines/systemd/inventory/report-file.js";
import { systemd } from "../engines/systemd/systemd.js";
import type { Report } from "../rouse-exec/report.js";
import type { CheckResult } from "./check-result.js";
import type { Machine } from "./machine.js";

const check = "swap";

/** Tells where the memory of a frozen service would go, and how much of it has gone. */
export async function checkSwap({ managers }: Machine): Promise<CheckResult[]> {
  const scopes = (["user", "system"] as const).filter(
    (scope) => managers[scope].outcome === "reached",
  );
  const files = new Set(findServices().map(reportFile));
  const [units, foreground] = await Promise.all([
    systemd.survey(askUnits(scopes)).facts,
    embedded.survey(files).facts,
  ]);
  const running = [...units.services, ...foreground.services].filter(({ runs }) => runs);
  const reports = running.flatMap(({ report }) => report ?? []);
  return [judge(readSwaps(readFileSync("/proc/swaps", "utf8")), reports)];
}

/** A device or file that is swapped to, in kB. */
interface Swap {
  name: string;
  size: number;
  used: number;
}

/** proc_swaps(5): `Filename Type Size Used Priority` below a line of titles. */
export function readSwaps(text: string): Swap[] {
  const lines = text.split("\n").slice(1).filter(Boolean);
  return lines.map((line) => {
    const [name = "", , size, used] = line.split(/\s+/);
    return { name, size: Number(size), used: Number(used) };
  });
}

export function judge(swaps: readonly Swap[], reports: readonly Report[]): CheckResult {
  const freezing = reports.filter(({ sleep }) => sleep?.how === "freeze");
  const gains = freezing.length === 0 ? "" : `; ${gainOf(freezing)}`;
  if (swaps.length > 0) {
    return { check, verdict: "ok", found: swaps.map(formatSwap).join(", ") + gains };
  }
  const found = "none: a service that is frozen (--sleep=freeze) keeps its memory";
  if (freezing.length === 0) return { check, verdict: "ok", found };
  return { check, verdict: "limited", found: found + gains, next: advice };
}

const advice =
  "swap to compressed memory, as Debian's zram-tools sets it up, or to a file (swapon(8))";

function formatSwap({ name, size, used }: Swap): string {
  const free = `${megabytes(size - used)} of ${megabytes(size)} MB free`;
  return `${name}${name.startsWith("/dev/zram") ? " (compressed memory)" : ""}, ${free}`;
}

function gainOf(freezing: readonly Report[]): string {
  const frozen = freezing.flatMap((report) => report.frozen ?? []);
  const sum = (key: "resident_kb" | "resident_before_kb") =>
    frozen.reduce((all, one) => all + one[key], 0);
  const gone = Math.max(0, sum("resident_before_kb") - sum("resident_kb"));
  const count = `${frozen.length} of ${freezing.length} services that freeze are frozen`;
  if (frozen.length === 0) return count;
  return `${count}, and gave back ${megabytes(gone)} of ${megabytes(sum("resident_before_kb"))} MB`;
}

function megabytes(kilobytes: number): number {
  return Math.round(kilobytes / 1024);
}
