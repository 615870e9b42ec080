import { type Address, formatAddress } from "../../address/address.js";
import { planService } from "../../definition/plan-service.js";
import { defaultScope, systemdVersion } from "../../engines/systemd/manager/systemctl.js";
import { RouseError } from "../../errors/rouse-error.js";
import { suggestServiceName } from "../../probe/suggest-service-name.js";
import type { Scope, UnitFile } from "../../units/plan-types.js";
import { planUnits } from "../../units/plan-units.js";
import { requireUtf8 } from "../options/require-utf8.js";
import { namedScope } from "../options/scope.js";
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

/** Returns what `rouse add` would make; undefined when there is nothing to listen on. */
export async function propose(
  addresses: readonly Address[],
  options: ProbeOptions,
  command: readonly string[],
): Promise<Proposal | undefined> {
  if (addresses.length === 0) return undefined;
  const name = suggestServiceName(command);
  const scope = namedScope(options, "probe");
  const listen = addresses.map(formatAddress);
  const argv = [
    ...["rouse", "add", name, ...(scope === undefined ? [] : [`--${scope}`])],
    ...listen.flatMap((address) => ["--listen", address]),
    ...["--", ...command],
  ];
  const version = await readVersion(scope ?? defaultScope());
  try {
    requireUtf8(listen);
    const draft = planService({ name, listen, command }, scope ?? defaultScope());
    const units = planUnits({ ...draft, systemdVersion: version });
    return { name, argv, units, problem: undefined };
  } catch (error) {
    if (!(error instanceof RouseError)) throw error;
    return { name, argv, units: [], problem: error.message };
  }
}

/** The oldest systemd that Rouse writes units for; all later ones know its settings. */
const oldest = 252;

/** Where systemd is missing, the units may be for another machine. */
async function readVersion(scope: Scope): Promise<number> {
  try {
    return await systemdVersion(scope);
  } catch (error) {
    if (error instanceof RouseError && absent.has(error.code)) return oldest;
    throw error;
  }
}

const absent = new Set(["SYSTEMCTL_MISSING", "SYSTEMCTL_FAILED", "MANAGER_UNREACHABLE"]);
