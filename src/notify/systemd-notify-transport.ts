import { RouseError } from "../errors/rouse-error.js";
import { runProgram } from "../sys/programs/run-program.js";
import type { Message } from "./message.js";
import { enqueue } from "./message-queue.js";
import type { NotifyAddress } from "./notify-address.js";

/**
 * Sends a message with systemd-notify(1), where koffi has no binary: one message at a time, and no descriptors. The
 * message then comes from that process: unless we are root, the unit needs NotifyAccess=exec or all.
 * @throws NOTIFY_FAILED; `missing` where descriptors are to be sent; NATIVE_MISSING where there is no systemd-notify
 */
export function sendByProgram(address: NotifyAddress, message: Message, missing: RouseError) {
  if (message.fds.length > 0) throw missing;
  const lines = message.text.split("\n").filter((line) => line !== "");
  return enqueue(() => runSystemdNotify(address.text, lines, missing));
}

async function runSystemdNotify(address: string, lines: string[], missing: RouseError) {
  const env = { ...process.env, NOTIFY_SOCKET: address };
  const run = runProgram(["systemd-notify", "--", ...lines], env);
  const { code, stderr } = await run.catch((cause: unknown) => {
    throw withoutProgram(missing, cause);
  });
  if (code === 0) return;
  const problem = `systemd-notify ended with ${code}: ${stderr.trim()}`;
  throw new RouseError("NOTIFY_FAILED", { address, problem, errno: "EIO" });
}

/** Says why libc was not called, and why systemd-notify does not run either. */
function withoutProgram(missing: RouseError, cause: unknown): RouseError {
  const reason = missing.message.replace(/^cannot call libc: /, "");
  const next = `and there is no systemd-notify either (${String(cause)})`;
  return new RouseError("NATIVE_MISSING", { reason, next }, { cause: missing });
}
