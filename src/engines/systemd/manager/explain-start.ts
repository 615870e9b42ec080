import { hasCode } from "../../../errors/has-code.js";
import { RouseError } from "../../../errors/rouse-error.js";
import { runProgram } from "../../../sys/programs/run-program.js";
import type { Scope } from "../../../units/types.js";
import { managerEnvironment } from "./manager.js";

/**
 * `error` of a start of socket units that failed, with the reason that systemd wrote to the journal since `since`
 * (milliseconds of the epoch); `error` itself where it is not for us to read.
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

/** Whether the error may come of a socket that did not start. */
export function isOfStart(error: unknown): boolean {
  return error instanceof RouseError && ofStart.has(error.code);
}

const ofStart = new Set(["SYSTEMCTL_FAILED", "SOCKET_NOT_LISTENING"]);

/** What the manager itself says of a unit begins with the unit's name. */
async function findComplaint(
  scope: Scope,
  unit: string,
  since: number,
): Promise<string | undefined> {
  const of = scope === "user" ? "--user-unit" : "--unit";
  const options = ["--quiet", "--output=cat", `--since=@${Math.floor(since / 1000)}`];
  const said = await journal([...options, `${of}=${unit}`]);
  const lines = said.split("\n").filter((line) => line.startsWith(`${unit}: Failed to `));
  return lines.at(-1)?.slice(`${unit}: `.length);
}

async function journal(args: readonly string[]): Promise<string> {
  try {
    return (await runProgram(["journalctl", ...args], managerEnvironment())).stdout;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return "";
    throw error;
  }
}
