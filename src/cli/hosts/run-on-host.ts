import { RouseError } from "../../errors/rouse-error.js";
import type { Destination } from "../../hosts/destination.js";
import { type LineHandlers, runRemoteRouse } from "../../hosts/remote-rouse.js";
import { failure } from "../exit-status.js";
import { say } from "../output/say.js";

/** A command line that runs on every one of several machines. */
export interface RemoteCommand {
  destinations: readonly Destination[];
  /** The arguments of `rouse` there. */
  args: readonly string[];
  interrupted: AbortSignal;
}

/** How it ended on one of them; with `error`, rouse did not answer there. */
export interface RemoteResult {
  status: number;
  error?: unknown;
}

/** Runs the command on one machine. Never rejects: a machine that fails must not hide what the others print. */
export async function runOnHost(
  { destinations, args, interrupted }: RemoteCommand,
  destination: Destination,
  onLine: LineHandlers,
): Promise<RemoteResult> {
  const mayPrompt = destinations.length === 1;
  try {
    return { status: await runRemoteRouse(destination, args, { mayPrompt, onLine, interrupted }) };
  } catch (error) {
    return interrupted.aborted ? { status: failure } : { status: failure, error };
  }
}

/**
 * Prints why a machine did not answer, and returns the exit status for it.
 * @throws an error that is not about that machine
 */
export function reportResult({ status, error }: RemoteResult): number {
  if (error === undefined) return status;
  if (!(error instanceof RouseError) || !error.code.startsWith("HOST_")) throw error;
  say(`rouse: ${error.message}`);
  return status;
}
