import { hasCode } from "../../errors/has-code.js";
import { timers } from "../../sys/lazy-node-modules.js";
import { openPidfd } from "../../sys/processes/pidfd.js";
import { checkLiveness, type ProcessIdentity } from "./process-identity.js";

/** What ended a process, `itself` when no signal of ours was needed; or why it has not ended. */
type Termination =
  | { readonly ended: true; readonly by: "itself" | "SIGTERM" | "SIGKILL" }
  | { readonly ended: false; readonly why: string };

/** How long a process may take to be gone after SIGKILL: the kernel frees its memory first. */
const killMs = 500;
const settleMs = 500;

/**
 * Sends SIGTERM and, if the process is alive after `timeoutMs`, SIGKILL, and waits for its end. Sends nothing unless
 * it is certain that the process is the one with this identity. With pidfd_send_signal(2) (Linux 5.3, and koffi) no
 * other process can get the signal; without it, one that is given the same pid within microseconds of the check could.
 */
export async function terminateProcess(
  identity: ProcessIdentity,
  timeoutMs: number,
): Promise<Termination> {
  if (identity.pid === process.pid) return { ended: false, why: "it is this process" };
  const unsent = sendSignal(identity, "SIGTERM");
  if (unsent !== undefined) return settle(identity, unsent);
  if (await isGoneWithin(identity, timeoutMs)) return { ended: true, by: "SIGTERM" };
  const tooLate = sendSignal(identity, "SIGKILL");
  if (tooLate !== undefined) {
    const termination = await settle(identity, tooLate);
    // It has ended between the last check and this one.
    return termination.ended ? { ended: true, by: "SIGTERM" } : termination;
  }
  if (await isGoneWithin(identity, killMs)) return { ended: true, by: "SIGKILL" };
  return { ended: false, why: `it is still there ${killMs} ms after SIGKILL: the kernel holds it` };
}

/** Waits a moment: a process that is ending or becoming another program shows no command line and cannot be told. */
async function settle(identity: ProcessIdentity, unsent: Termination): Promise<Termination> {
  if (unsent.ended || !(await isGoneWithin(identity, settleMs))) return unsent;
  return { ended: true, by: "itself" };
}

type Signal = "SIGTERM" | "SIGKILL";

/** Returns undefined when the signal was sent. */
function sendSignal(identity: ProcessIdentity, signal: Signal): Termination | undefined {
  // The pidfd is opened before the identity is checked, so that the signal goes to the process that was checked.
  const pidfd = openPidfd(identity.pid);
  try {
    const { is, why } = checkLiveness(identity);
    if (is === "gone") return { ended: true, by: "itself" };
    if (is === "unknown") return { ended: false, why };
    return interpret("errno" in pidfd ? kill(identity.pid, signal) : pidfd.send(signal));
  } finally {
    if (!("errno" in pidfd)) pidfd.close();
  }
}

/** Returns the errno; undefined on success. */
function kill(pid: number, signal: Signal): string | undefined {
  try {
    process.kill(pid, signal);
    return undefined;
  } catch (error) {
    if (hasCode(error, "ESRCH")) return "ESRCH";
    if (hasCode(error, "EPERM")) return "EPERM";
    throw error;
  }
}

function interpret(errno: string | undefined): Termination | undefined {
  if (errno === undefined) return undefined;
  if (errno === "ESRCH") return { ended: true, by: "itself" };
  return { ended: false, why: `it cannot be sent a signal (${errno})` };
}

const betweenChecksMs = 10;

async function isGoneWithin(identity: ProcessIdentity, spanMs: number): Promise<boolean> {
  const end = performance.now() + spanMs;
  while (checkLiveness(identity).is !== "gone") {
    if (performance.now() > end) return false;
    await timers().setTimeout(betweenChecksMs);
  }
  return true;
}
