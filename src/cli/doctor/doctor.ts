import type { CheckResult } from "../../doctor/check-result.js";
import { examine } from "../../doctor/examine.js";
import { RouseError, visible } from "../../errors/rouse-error.js";
import { formatDocument } from "../output/json-document.js";
import { write } from "../output/say.js";
import { terminalWidth } from "../output/terminal.js";
import { wrapBehind } from "../output/wrap.js";
import type { DoctorOptions } from "./doctor-options.js";
import { fix } from "./fix.js";

/** @throws DOCTOR_FOUND, after everything was shown */
export async function doctor({ json = false, ...options }: DoctorOptions): Promise<void> {
  requireFitting(json, options);
  if (options.fix) return fix(options);
  const findings = await examine();
  write(1, json ? asJson(findings) : `${asText(findings)}${closing(findings)}`);
  const bad = findings.filter(isBad).map(({ check }) => check);
  if (bad.length > 0) throw new RouseError("DOCTOR_FOUND", { checks: bad });
}

/** @throws USAGE */
function requireFitting(json: boolean, { fix, yes }: DoctorOptions): void {
  const help = "rouse doctor --help";
  if (fix && json)
    throw new RouseError("USAGE", { problem: "--fix prints no JSON document", help });
  if (yes && !fix) throw new RouseError("USAGE", { problem: "--yes is for --fix", help });
}

function isBad({ verdict }: CheckResult): boolean {
  return verdict === "missing" || verdict === "unknown";
}

function asJson(findings: readonly CheckResult[]): string {
  const ok = !findings.some(isBad);
  const checks = findings.map((one) => ({ next: null, ...one }));
  return formatDocument({ ok, checks });
}

function asText(findings: readonly CheckResult[]): string {
  const width = Math.max(...findings.map(({ check }) => visible(check).length));
  return findings.map((finding) => linesOf(finding, width)).join("");
}

/** The error closes the text where something is missing. */
function closing(findings: readonly CheckResult[]): string {
  if (findings.some(isBad)) return "";
  const limited = findings.filter(({ verdict }) => verdict === "limited").map(({ check }) => check);
  const limits =
    limited.length === 0
      ? ""
      : `, within the limits named above: ${limited.map(visible).join(", ")}`;
  return `Rouse works here${limits}.\n`;
}

function linesOf({ check, verdict, found, next }: CheckResult, width: number): string {
  const label = `${visible(check).padEnd(width)}  ${verdict.padEnd(7)}  `;
  const lines = wrapBehind(label, visible(found), terminalWidth());
  const indent = " ".repeat(width + 2);
  const more =
    next === undefined ? [] : wrapBehind(`${indent}next     `, visible(next), terminalWidth());
  return [...lines, ...more].map((line) => `${line.trimEnd()}\n`).join("");
}
