import type { Report } from "../rouse-exec/report.js";
import type { CheckResult } from "./check-result.js";

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

/** Tells where the memory of frozen services goes, by their reports. */
export function judgeSwap(swaps: readonly Swap[], reports: readonly Report[]): CheckResult {
  const freezing = reports.filter(({ sleep }) => sleep?.how === "freeze");
  const gains = freezing.length === 0 ? "" : `; ${gainOf(freezing)}`;
  if (swaps.length > 0) {
    return { check: "swap", verdict: "ok", found: swaps.map(formatSwap).join(", ") + gains };
  }
  const found = "none: a service that is frozen (--sleep=freeze) keeps its memory";
  if (freezing.length === 0) return { check: "swap", verdict: "ok", found };
  return { check: "swap", verdict: "limited", found: found + gains, next: advice };
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
