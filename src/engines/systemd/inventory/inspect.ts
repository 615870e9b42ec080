import { showUnits, type UnitFacts } from "../manager/show-units.js";
import type { Service } from "./find-services.js";

/** What the service manager knows about a service beyond what a list of services shows. */
export interface Details {
  /** Since when its program runs, or has not run, in ms since 1970. */
  since: number | undefined;
  /** Its service, then its sockets. */
  units: UnitDetails[];
  /** It may change no files of the system and get no new privileges. */
  sandboxed: boolean;
}

export interface UnitDetails {
  unit: string;
  /** `active (listening)` */
  state: string;
  /** Whether it starts with the machine or the login: "enabled", "disabled", "static". */
  enablement: string;
  /** Undefined when systemd has not read it. */
  file: string | undefined;
  /** Of anybody, in the order in which they count. */
  dropIns: string[];
  /** The files were changed after systemd read them. */
  stale: boolean;
}

const properties = [
  ...(["ActiveState", "SubState", "UnitFileState", "FragmentPath", "DropInPaths"] as const),
  ...(["NeedDaemonReload", "StateChangeTimestampMonotonic"] as const),
  ...(["ProtectSystem", "NoNewPrivileges"] as const),
];

type Facts = UnitFacts<(typeof properties)[number]>;

/** @throws SYSTEMCTL_MISSING, MANAGER_UNREACHABLE, SYSTEMCTL_FAILED */
export async function inspectService({ scope, unit, sockets }: Service): Promise<Details> {
  const names = [unit, ...sockets.map((socket) => socket.unit)];
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
