import type { Details, UnitDetails } from "../../facts.js";
import { showUnits, type UnitFacts } from "../manager/show-units.js";
import type { Service } from "./find-services.js";

const properties = [
  ...(["ActiveState", "SubState", "UnitFileState", "FragmentPath", "DropInPaths"] as const),
  ...(["NeedDaemonReload", "StateChangeTimestampMonotonic"] as const),
  ...(["ProtectSystem", "NoNewPrivileges"] as const),
];

type Facts = UnitFacts<(typeof properties)[number]>;

/** Asks the manager about one service. @throws SYSTEMCTL_MISSING, MANAGER_UNREACHABLE, SYSTEMCTL_FAILED */
export async function inspectService({ scope, unit, sockets, timer }: Service): Promise<Details> {
  const names = [
    unit,
    ...sockets.map((socket) => socket.unit),
    ...(timer === undefined ? [] : [timer]),
  ];
  const facts = await showUnits(scope, names, ...properties);
  const [service] = facts;
  const isStrict = service?.("ProtectSystem") === "strict";
  return {
    since: facts.map(changeOf).find((time) => time !== undefined),
    units: names.map((name, index) => describe(name, facts[index] ?? (() => ""))),
    sandboxed: isStrict && service?.("NoNewPrivileges") === "yes",
  };
}

/** µs of CLOCK_MONOTONIC, which hrtime reads; 0 when it never changed. */
function changeOf(facts: Facts): number | undefined {
  const microseconds = Number(facts("StateChangeTimestampMonotonic") || 0);
  if (microseconds === 0) return undefined;
  return Date.now() - (Number(process.hrtime.bigint()) / 1e6 - microseconds / 1e3);
}

function describe(unit: string, facts: Facts): UnitDetails {
  return {
    unit,
    state: `${facts("ActiveState")} (${facts("SubState")})`,
    enablement: facts("UnitFileState"),
    file: facts("FragmentPath") || undefined,
    dropIns: facts("DropInPaths").split(" ").filter(Boolean),
    stale: facts("NeedDaemonReload") === "yes",
  };
}
