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

/** What the options of a service would be, as typed. */
export interface Wanted {
  listen: readonly string[];
  readyCheck: readonly string[];
}

/** A service that would activate the program. */
export interface Proposal {
  name: string;
  /** `rouse add …` */
  argv: string[];
  /** `rouse listen …` */
  foreground: string[];
  readyChecks: readonly string[];
  units: UnitFile[];
  /** Why there are no units. */
  problem: string | undefined;
}

/** Returns what `rouse add` would make; undefined when there is nothing to listen on. */
export async function propose(
  { listen, readyCheck }: Wanted,
  options: ProbeOptions,
  command: readonly string[],
): Promise<Proposal | undefined> {
  if (listen.length === 0) return undefined;
  const name = suggestServiceName(command);
  const scope = namedScope(options, "probe");
  const checks = readyCheck.flatMap((check) => ["--ready-check", check]);
  const argv = [
    ...["rouse", "add", name, ...(scope === undefined ? [] : [`--${scope}`])],
    ...listen.flatMap((address) => ["--listen", address]),
    ...[...checks, "--", ...command],
  ];
  const { systemdVersion } = await findPlannedVersion(scope ?? defaultScope());
  const foreground = ["rouse", "listen", ...listen, ...checks, "--", ...command];
  const proposal = { name, argv, foreground, readyChecks: readyCheck };
  try {
    requireUtf8([...listen, ...readyCheck]);
    const ready = { checks: readyCheck };
    const draft = planService({ name, listen, command, ready }, scope ?? defaultScope());
    const units = planUnits({ ...draft, systemdVersion });
    return { ...proposal, units, problem: undefined };
  } catch (error) {
    if (!(error instanceof RouseError)) throw error;
    return { ...proposal, units: [], problem: error.message };
  }
}
