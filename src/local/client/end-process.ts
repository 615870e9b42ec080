import { hasCode } from "../../errors/has-code.js";
import { timers } from "../../sys/on-use.js";
import { openPidfd } from "../../sys/processes/pidfd.js";
import { judge, type ProcessIdentity } from "../trust/process-identity.js";

/** How a process ended, or why it did not; `by` what: a signal of ours, or by itself before one was sent. */
export type Ending =
  | { readonly ended: true; readonly by: "itself" | "SIGTERM" | "SIGKILL" }
  | { readonly ended: false; readonly why: string };

/** What SIGKILL takes: the kernel gives back its memory before the process is gone. */
const killMs = 500;
const settleMs = 500;

/**
 * Sends SIGTERM and, if the process lives after `timeoutMs`, SIGKILL, and waits for its end. Sends nothing unless
 * the process is certain to be the one that is meant. With pidfd_send_signal(2) (Linux 5.3 and koffi) no other
 * can get the signal; without, one that gets the same pid within microseconds of the check could.
 */
export async function endProcess(identity: ProcessIdentity, timeoutMs: number): Promise<Ending> {
  if (identity.pid === process.pid) return { ended: false, why: "it is this process" };
  const refused = signal(identity, "SIGTERM");
  if (refused !== undefined) return settle(identity, refused);
  if (await isGoneWithin(identity, timeoutMs)) return { ended: true, by: "SIGTERM" };
  const tooLate = signal(identity, "SIGKILL");
  if (tooLate !== undefined) {
    const ending = await settle(identity, tooLate);
    // It has ended between our last look and this one.
    return ending.ended ? { ended: true, by: "SIGTERM" } : ending;
  }
  if (await isGoneWithin(identity, killMs)) return { ended: true, by: "SIGKILL" };
  return { ended: false, why: `it lives ${killMs} ms after SIGKILL: the kernel holds it` };
}

/** A process that is just ending or becoming another program shows no command line for a moment. */
async function settle(identity: ProcessIdentity, refused: Ending): Promise<Ending> {
  if (refused.ended || !(await isGoneWithin(identity, settleMs))) return refused;
  return { ended: true, by: "itself" };
}

type Signal = "SIGTERM" | "SIGKILL";

/** Undefined when it was sent. */
function signal(identity: ProcessIdentity, name: Signal): Ending | undefined {
  // First the pidfd, then the look at who it is: what is looked at is what the signal goes to.
  const pidfd = openPidfd(identity.pid);
  try {
    const { is, why } = judge(identity);
    if (is === "gone") return { ended: true, by: "itself" };
    if (is === "unknown") return { ended: false, why };
    return whatCameOf("errno" in pidfd ? send(identity.pid, name) : pidfd.send(name));
  } finally {
    if (!("errno" in pidfd)) pidfd.close();
  }
}

function send(pid: number, name: Signal): string | undefined {
  try {
    process.kill(pid, name);
    return undefined;
  } catch (error) {
    if (hasCode(error, "ESRCH")) return "ESRCH";
    if (hasCode(error, "EPERM")) return "EPERM";
    throw error;
  }
}

function whatCameOf(errno: string | undefined): Ending | undefined {
  if (errno === undefined) return undefined;
  if (errno === "ESRCH") return { ended: true, by: "itself" };
  return { ended: false, why: `it cannot be sent a signal (${errno})` };
}

const betweenLooksMs = 10;

export async function isGoneWithin(identity: ProcessIdentity, spanMs: number): Promise<boolean> {
  const end = performance.now() + spanMs;
  while (judge(identity).is !== "gone") {
    if (performance.now() > end) return false;
    await timers().setTimeout(betweenLooksMs);
  }
  return true;
}
