import { RouseError } from "../errors/rouse-error.js";
import { checkAccounting } from "./check-accounting.js";
import { checkCopies } from "./check-copies.js";
import { checkForeground } from "./check-foreground.js";
import { checkHandWritten } from "./check-hand-written.js";
import { checkLingering } from "./check-lingering.js";
import { checkNode } from "./check-node.js";
import { checkPorts } from "./check-ports.js";
import { checkReports } from "./check-reports.js";
import type { CheckResult } from "./check-result.js";
import { checkRouseExec } from "./check-rouse-exec.js";
import { checkServices } from "./check-services.js";
import { checkSwap } from "./check-swap.js";
import { checkSystemd } from "./check-systemd.js";
import { type Machine, readMachine } from "./machine.js";

/** Returns a line for each thing that it looks at. */
type Check = (machine: Machine) => CheckResult[] | Promise<CheckResult[]>;

/** In the order of the lines; the name is shown when the check itself fails. */
const checks: Record<string, Check> = {
  node: checkNode,
  "rouse-exec": checkRouseExec,
  systemd: checkSystemd,
  lingering: checkLingering,
  ports: checkPorts,
  accounting: checkAccounting,
  swap: checkSwap,
  reports: checkReports,
  services: checkServices,
  "hand-written units": checkHandWritten,
  foreground: checkForeground,
  "left over": checkCopies,
};

/** Looks at all that Rouse needs here, and at the services that it wrote. A check that fails is a line as well. */
export async function examine(): Promise<CheckResult[]> {
  const machine = readMachine();
  const all = Object.entries(checks).map(([name, check]) => tried(name, check, machine));
  return (await Promise.all(all)).flat();
}

async function tried(
  name: string,
  check: Check,
  machine: Promise<Machine>,
): Promise<CheckResult[]> {
  try {
    return await check(await machine);
  } catch (error) {
    return [failed(name, error)];
  }
}

/** The sentence of a RouseError names the next step behind its first semicolon. */
function failed(check: string, error: unknown): CheckResult {
  if (!(error instanceof RouseError)) return { check, verdict: "unknown", found: String(error) };
  const [, found = error.message, next] = /^(.*?)(?:; (.*))?$/s.exec(error.message) ?? [];
  return { check, verdict: "missing", found, ...(next === undefined ? {} : { next }) };
}
