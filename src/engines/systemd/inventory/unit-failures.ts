import { signalName } from "../../../sys/processes/signal-name.js";
import { parseSpan } from "../../../time/span.js";
import type { Scope } from "../../../units/plan-types.js";
import type { UnitFailure } from "../../facts.js";
import { showUnits } from "../manager/show-units.js";
import type { Service } from "./find-services.js";

const properties = [
  ...(["Result", "NRestarts", "ExecMainCode", "ExecMainStatus", "SubState"] as const),
  ...(["StateChangeTimestampMonotonic", "RestartUSec", "RestartUSecNext"] as const),
];

/**
 * Returns how these services failed, by their units.
 * @throws SYSTEMCTL_MISSING, MANAGER_UNREACHABLE, SYSTEMCTL_FAILED
 */
export async function findFailures(
  scope: Scope,
  services: readonly Service[],
): Promise<Map<string, UnitFailure>> {
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

type Properties = (property: (typeof properties)[number]) => string;

function describe(service: Properties, socketResults: string[]): UnitFailure {
  return {
    socketResults,
    result: service("Result"),
    ended: endOf(service),
    restarts: Number(service("NRestarts") || 0),
    restartAt: restartOf(service),
  };
}

/** ExecMainCode= is the si_code of waitid(2): CLD_EXITED, CLD_KILLED, CLD_DUMPED; 0 when nothing ended. */
function endOf(service: Properties): UnitFailure["ended"] {
  const status = Number(service("ExecMainStatus"));
  const code = service("ExecMainCode");
  if (code === "1") return { status };
  if (code === "2" || code === "3") return { signal: signalName(status) };
  return undefined;
}

/** systemd 254 makes the pause longer with each try, and says how long the next one is. */
function restartOf(service: Properties): number | undefined {
  if (!service("SubState").startsWith("auto-restart")) return undefined;
  const pause = parseSpan(service("RestartUSecNext") || service("RestartUSec"));
  return Number(service("StateChangeTimestampMonotonic")) + pause;
}
