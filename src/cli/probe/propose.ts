import { type Address, formatAddressWithSettings } from "../../address/address.js";
import { planService } from "../../definition/plan-service.js";
import { defaultScope, systemdVersion } from "../../engines/systemd/manager/systemctl.js";
import { RouseError } from "../../errors/rouse-error.js";
import { suggestServiceName } from "../../probe/service-name.js";
import { planUnits } from "../../units/plan-units.js";
import type { Scope, UnitFile } from "../../units/types.js";
import { namedScope } from "../scope.js";
import type { ProbeOptions } from "./probe-options.js";

/** A service that would activate the program. */
export interface Proposal {
  name: string;
  /** `rouse add …` */
  argv: string[];
  units: UnitFile[];
  /** Why there are no units. */
  problem: string | undefined;
}

/** Undefined where there is nothing to listen on. */
export async function propose(
  places: readonly Address[],
  options: ProbeOptions,
  command: readonly string[],
): Promise<Proposal | undefined> {
  if (places.length === 0) return undefined;
  const name = suggestServiceName(command);
  const scope = namedScope(options, "probe");
  const listen = places.map(formatAddressWithSettings);
  const argv = [
    ...["rouse", "add", name, ...(scope === undefined ? [] : [`--${scope}`])],
    ...listen.flatMap((address) => ["--listen", address]),
    ...["--", ...command],
  ];
  const version = await readVersion(scope ?? defaultScope());
  try {
    const draft = planService(name, { listen }, command, scope ?? defaultScope());
    const units = planUnits({ ...draft, systemdVersion: version });
    return { name, argv, units, problem: undefined };
  } catch (error) {
    if (!(error instanceof RouseError)) throw error;
    return { name, argv, units: [], problem: error.message };
  }
}

/** The first that units of Rouse are made for: its settings are known to all later ones. */
const oldest = 252;

/** Without systemd here the units may be for another machine. */
async function readVersion(scope: Scope): Promise<number> {
  try {
    return await systemdVersion(scope);
  } catch (error) {
    if (error instanceof RouseError && absent.has(error.code)) return oldest;
    throw error;
  }
}

const absent = new Set(["SYSTEMCTL_MISSING", "SYSTEMCTL_FAILED", "MANAGER_UNREACHABLE"]);
