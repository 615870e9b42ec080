import { readFileSync } from "node:fs";
import { embedded } from "../engines/embedded/embedded.js";
import { askUnits } from "../engines/systemd/inventory/ask-units.js";
import { findServices } from "../engines/systemd/inventory/find-services.js";
import { reportFile } from "../engines/systemd/inventory/report-file.js";
import { systemd } from "../engines/systemd/systemd.js";
import type { CheckResult } from "./check-result.js";
import { judgeSwap, readSwaps } from "./judge-swap.js";
import type { Machine } from "./machine.js";

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
  return [judgeSwap(readSwaps(readFileSync("/proc/swaps", "utf8")), reports)];
}
