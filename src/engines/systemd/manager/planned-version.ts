import { RouseError } from "../../../errors/rouse-error.js";
import type { Scope } from "../../../units/plan-types.js";
import { systemdVersion } from "./systemctl.js";

/** The oldest systemd that Rouse writes units for; all later ones know its settings. */
export const oldestSystemd = 252;

/** The systemd that units are planned for; where none answers, they may be for another machine. */
interface PlannedVersion {
  systemdVersion: number;
  /** Why no manager was asked. */
  absence: RouseError | undefined;
}

/** Returns the version of the running systemd, or the oldest one where none answers. */
export async function findPlannedVersion(scope: Scope): Promise<PlannedVersion> {
  try {
    return { systemdVersion: await systemdVersion(scope), absence: undefined };
  } catch (error) {
    if (!(error instanceof RouseError) || !absent.has(error.code)) throw error;
    return { systemdVersion: oldestSystemd, absence: error };
  }
}

const absent = new Set(["SYSTEMCTL_MISSING", "SYSTEMCTL_FAILED", "MANAGER_UNREACHABLE"]);
