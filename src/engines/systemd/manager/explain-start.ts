import { RouseError } from "../../../errors/rouse-error.js";
import type { Scope } from "../../../units/plan-types.js";
import { journalctl } from "./journalctl.js";

/**
 * Returns the error that stands for `error` of a start of socket units: with the reason that systemd wrote to the
 * journal since `since` (milliseconds of the epoch), or `error` itself where this user may not read the journal.
 */
export async function explainStart(
  scope: Scope,
  sockets: readonly string[],
  since: number,
  error: unknown,
): Promise<unknown> {
  for (const unit of sockets) {
    const complaint = await findComplaint(scope, unit, since);
    if (complaint === undefined) continue;
    return new RouseError("SOCKET_NOT_LISTENING", { unit, problem: complaint }, { cause: error });
  }
  return error;
}

/** Tells whether a socket that did not start may be the cause of an error. */
export function isOfStart(error: unknown): boolean {
  return error instanceof RouseError && ofStart.has(error.code);
}

const ofStart = new Set(["SYSTEMCTL_FAILED", "SOCKET_NOT_LISTENING"]);

/** The lines in which the manager itself speaks of a unit begin with the unit's name. */
async function findComplaint(
  scope: Scope,
  unit: string,
  since: number,
): Promise<string | undefined> {
  const of = scope === "user" ? "--user-unit" : "--unit";
  const options = ["--quiet", "--output=cat", `--since=@${Math.floor(since / 1000)}`];
  const said = await journalctl([...options, `${of}=${unit}`]);
  const lines = said?.stdout.split("\n").filter((line) => line.startsWith(`${unit}: Failed to `));
  return lines?.at(-1)?.slice(`${unit}: `.length);
}
