import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { homeFolder } from "../../../sys/folders/home-folder.js";
import type { Scope } from "../../../units/plan-types.js";

/** Returns the folder of the units that root, or this user, writes. */
export function unitFolder(scope: Scope): string {
  return scope === "system" ? "/etc/systemd/system" : join(configFolder(), "systemd/user");
}

/**
 * Returns the same, to be written to.
 * @throws HOME_NOT_ABSOLUTE
 */
export function writableUnitFolder(scope: Scope): string {
  const folder = unitFolder(scope);
  return isAbsolute(folder) ? folder : join(homeFolder(), folder);
}

/** Returns the folder that is `%t` in the units of this user. */
export function userRuntimeFolder(): string {
  return process.env.XDG_RUNTIME_DIR || `/run/user/${process.geteuid?.()}`;
}

/** Returns the file whose lock lets one process at a time change the units of a scope. */
export function lockFile(scope: Scope): string {
  return join(scope === "system" ? "/run" : userRuntimeFolder(), "rouse.lock");
}

function configFolder(): string {
  const named = process.env.XDG_CONFIG_HOME;
  return named && isAbsolute(named) ? named : join(homedir(), ".config");
}
