import { RouseError } from "../../errors/rouse-error.js";
import type { Destination } from "../../hosts/destination.js";
import { runRemoteRouse, type Takers } from "../../hosts/remote-rouse.js";
import { failure } from "../exit-status.js";
import { say } from "../output/say.js";

/** What is asked of every machine. */
export interface Errand {
  destinations: readonly Destination[];
  /** Of `rouse` there. */
  args: readonly string[];
  interrupted: AbortSignal;
}

/** How it ended on one of them; with `error` there is no answer. */
export interface Answer {
  status: number;
  error?: unknown;
}

/** Asks one machine. Never rejects: one that fails must not hide what the others say. */
export async function askHost(
  { destinations, args, interrupted }: Errand,
  destination: Destination,
  take: Takers,
): Promise<Answer> {
  const mayAsk = destinations.length === 1;
  try {
    return { status: await runRemoteRouse(destination, args, { mayAsk, take, interrupted }) };
  } catch (error) {
    return interrupted.aborted ? { status: failure } : { status: failure, error };
  }
}

/**
 * Its exit status, after it was said why there is no answer.
 * @throws what is wrong here, and not there
 */
export function conclude({ status, error }: Answer): number {
  if (error === undefined) return status;
  if (!(error instanceof RouseError) || !error.code.startsWith("HOST_")) throw error;
  say(`rouse: ${error.message}`);
  return status;
}
