import { RouseError } from "../errors/rouse-error.js";
import { childProcess } from "../sys/on-use.js";
import type { Message } from "./message.js";
import { queued } from "./message-queue.js";
import type { NotifyAddress } from "./notify-address.js";

/**
 * By systemd-notify(1), for where koffi has no binary. One at a time, and no descriptors. The message comes
 * from that process: unless we are root, the unit needs NotifyAccess=exec or all.
 * @throws `missing` where descriptors are to be sent or the program is not installed; NOTIFY_FAILED
 */
export function sendByProgram(address: NotifyAddress, message: Message, missing: RouseError) {
  if (message.fds.length > 0) throw missing;
  return queued(() => runProgram(address, message.text.split("\n"), missing));
}

async function runProgram(address: NotifyAddress, lines: string[], missing: RouseError) {
  const { code, stderr } = await run(address, lines).catch((cause: unknown) => {
    throw withoutProgram(missing, cause);
  });
  if (code === 0) return;
  const problem = `systemd-notify ended with ${code}: ${stderr.trim()}`;
  throw new RouseError("NOTIFY_FAILED", { address: address.text, problem, errno: "EIO" });
}

/** What made us take the program, and why there is none. */
function withoutProgram(missing: RouseError, cause: unknown): RouseError {
  const reason = missing.message.replace(/^cannot call libc: /, "");
  const next = `and there is no systemd-notify either (${String(cause)})`;
  return new RouseError("NATIVE_MISSING", { reason, next }, { cause: missing });
}

function run(address: NotifyAddress, lines: string[]) {
  return new Promise<{ code: number | null; stderr: string }>((resolve, reject) => {
    const child = childProcess().spawn(
      "systemd-notify",
      ["--", ...lines.filter((line) => line !== "")],
      {
        env: { ...process.env, NOTIFY_SOCKET: address.text },
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stderr }));
  });
}
