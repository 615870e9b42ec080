import { closeSync } from "node:fs";
import { RouseError } from "../errors/rouse-error.js";
import { type Taken, take } from "../listen/descriptor-owners.js";
import type { PassedSocket } from "../listen/passed-socket.js";
import type { Candidate } from "./adoptable-socket.js";
import type { Handle } from "./handle-classes.js";
import { warn } from "./warn.js";

const holders = new WeakMap<Handle, Candidate>();
const adopted = new Set<Candidate>();

/** Returns the passed socket that a handle has in place of its own. */
export function adoptedBy(handle: Handle): Candidate | undefined {
  return holders.get(handle);
}

export function wasAdopted(candidate: Candidate): boolean {
  return adopted.has(candidate);
}

/**
 * Opens the handle on the passed socket, where Node would have created its own and bound it. Returns 0 or a negative
 * errno, as Node's bind does; undefined when the socket is taken and cannot be duplicated.
 */
export function adopt(handle: Handle, candidate: Candidate): number | undefined {
  const taken = lend(candidate.passed);
  if (taken === undefined) return undefined;
  const errno = handle.open(taken.fd) ?? 0;
  if (errno !== 0) {
    if (taken.fd !== candidate.passed.fd) closeSync(taken.fd);
    taken.release();
    return errno;
  }
  holders.set(handle, candidate);
  adopted.add(candidate);
  tellWhenClosed(handle, taken);
  return 0;
}

/** Lends a duplicate, so that the program may close its server and listen again; without koffi the socket itself. */
function lend(passed: PassedSocket): Taken | undefined {
  return (
    lendUnless(["NATIVE_MISSING", "LISTEN_FD_CLOSED"], passed, true) ??
    lendUnless(["LISTEN_FD_TAKEN", "LISTEN_FD_CLOSED"], passed, false)
  );
}

function lendUnless(codes: string[], passed: PassedSocket, keep: boolean): Taken | undefined {
  try {
    return take(passed, "the program", keep);
  } catch (error) {
    if (!(error instanceof RouseError) || !codes.includes(error.code)) throw error;
    if (!keep) warn(new RouseError("REGISTER_ONCE", { name: passed.name }));
    return undefined;
  }
}

function tellWhenClosed(handle: Handle, taken: Taken): void {
  const { close } = handle;
  handle.close = function (done) {
    taken.closed();
    return Reflect.apply(close, this, [done]);
  };
}
