import { constants } from "node:os";
import { parseSpan } from "../../../time/span.js";
import type { Scope } from "../../../units/types.js";
import { showUnits } from "../manager/show-units.js";
import type { Service } from "./find-services.js";

/** What systemd remembers of how a service failed. */
export interface Failure {
  /** Result= of each socket: "success", "trigger-limit-hit", … */
  socketResults: string[];
  /** Result= of the service, of systemd.exec(5), SERVICE_RESULT. */
  result: string;
  /** How its process ended. */
  ended: { status: number } | { signal: string } | undefined;
  /** How often it was started again since it was last well. */
  restarts: number;
  /** When it is started again, in µs of CLOCK_MONOTONIC. */
  restartAt: number | undefined;
}

const properties = [
  ...(["Result", "NRestarts", "ExecMainCode", "ExecMainStatus", "SubState"] as const),
  ...(["StateChangeTimestampMonotonic", "RestartUSec", "RestartUSecNext"] as const),
];

/**
 * How these services failed, by their units.
 * @throws SYSTEMCTL_MISSING, MANAGER_UNREACHABLE, SYSTEMCTL_FAILED
 */
export async function findFailures(
  scope: Scope,
  services: readonly Service[],
): Promise<Map<string, Failure>> {
  const units = services.flatMap(({ unit, sockets }) => [unit, ...sockets.map((one) => one.unit)]);
  const facts = await showUnits(scope, units, ...properties);
  const byUnit = new Map(units.map((unit, index) => [unit, facts[index]]));
  return new Map(
    services.map(({ unit, sockets }) => {
      const service = byUnit.get(unit) ?? (() => "");
      const results = sockets.map((one) => byUnit.get(one.unit)?.("Result") ?? "");
      return [unit, describe(service, results)];
    }),
  );
}

type Facts = (property: (typeof properties)[number]) => string;

function describe(service: Facts, socketResults: string[]): Failure {
  return {
    socketResults,
    result: service("Result"),
    ended: endOf(service),
    restarts: Number(service("NRestarts") || 0),
    restartAt: restartOf(service),
  };
}

/** ExecMainCode= is the si_code of waitid(2): CLD_EXITED, CLD_KILLED, CLD_DUMPED; 0 when nothing ended. */
function endOf(service: Facts): Failure["ended"] {
  const status = Number(service("ExecMainStatus"));
  const code = service("ExecMainCode");
  if (code === "1") return { status };
  if (code === "2" || code === "3") return { signal: signalName(status) };
  return undefined;
}

function signalName(number: number): string {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  return found?.[0] ?? `signal ${number}`;
}

/** systemd 254 makes the pause longer with each try, and says how long the next one is. */
function restartOf(service: Facts): number | undefined {
  if (!service("SubState").startsWith("auto-restart")) return undefined;
  const pause = parseSpan(service("RestartUSecNext") || service("RestartUSec"));
  return Number(service("StateChangeTimestampMonotonic")) + pause;
}
