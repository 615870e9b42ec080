import type { Credentials } from "../sys/sockets/control-message.js";

/**
 * What has to be said about the sender, because the kernel would say something else: it fills in our pid and
 * effective ids by itself. Undefined when nothing has to.
 */
export function credentialsFor(pid: number = process.pid): Credentials | undefined {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const isPlain = pid === process.pid && uid === process.geteuid?.() && gid === process.getegid?.();
  return isPlain ? undefined : { pid, uid, gid };
}
