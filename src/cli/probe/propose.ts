import { type Address, formatAddress } from "../../address/address.js";
import { planService } from "../../definition/plan-service.js";
import { findPlannedVersion } from "../../engines/systemd/manager/planned-version.js";
import { defaultScope } from "../../engines/systemd/manager/systemctl.js";
import { RouseError } from "../../errors/rouse-error.js";
import { suggestServiceName } from "../../probe/suggest-service-name.js";
import type { UnitFile } from "../../units/plan-types.js";
import { planUnits } from "../../units/plan-units.js";
import { requireUtf8 } from "../options/require-utf8.js";
import { namedScope } from "../options/scope.js";
import type { ProbeOptions } from "./probe-options.js";

/** A service that would activate the program. */
export interface Proposal {
  name: string;
  /** `rouse add …` */
  argv: string[];
  /** `rouse listen …` */
  foreground: string[];
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
  const { systemdVersion } = await findPlannedVersion(scope ?? defaultScope());
  const foreground = ["rouse", "listen", ...listen, "--", ...command];
  const proposal = { name, argv, foreground };
  try {
    requireUtf8(listen);
    const draft = planService({ name, listen, command }, scope ?? defaultScope());
    const units = planUnits({ ...draft, systemdVersion });
    return { ...proposal, units, problem: undefined };
  } catch (error) {
    if (!(error instanceof RouseError)) throw error;
    return { ...proposal, units: [], problem: error.message };
  }
}
