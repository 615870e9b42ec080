import { RouseError } from "../errors/rouse-error.js";
import { native } from "../sys/libc/native.js";
import type { Assignments } from "./assignments.js";
import { compose } from "./compose.js";
import { checkMessage, type Message } from "./message.js";
import { type NotifyAddress, parseNotifyAddress } from "./notify-address.js";
import { notifyMalformed, shown } from "./notify-errors.js";
import { sendByProgram } from "./systemd-notify-transport.js";
import { sendOverUnix } from "./unix-transport.js";
import { sendOverVsock } from "./vsock-transport.js";

/** Where a message goes, on whose behalf, and for how long it is tried. */
export interface NotifyOptions {
  /** Removes NOTIFY_SOCKET from `env`, even when the call fails, so that children do not find it. */
  unsetEnvironment?: boolean;
  /** Where NOTIFY_SOCKET is looked up; process.env by default. Pass a copy to keep it beyond unsetEnvironment. */
  env?: Record<string, string | undefined>;
  /** Send on behalf of this process, which needs CAP_SYS_ADMIN; without it the message comes from us. */
  pid?: number;
  /** How long to try while the service manager is too busy to take the message, in milliseconds; 5000 by default. */
  timeoutMs?: number;
}

/** The options of `notifyRaw`. */
export interface RawNotifyOptions extends NotifyOptions {
  /** Descriptors to pass with the message, at most 253. They may be closed once the promise is fulfilled. */
  fds?: readonly number[];
}

/**
 * Tells the service manager the state of this service: sd_notify(3), with every assignment checked before it is sent.
 * Returns true when the message was sent, and false where NOTIFY_SOCKET is unset. The message is sent before the call
 * returns, unless the service manager is too busy to take it: then it is sent before the promise is fulfilled.
 * @throws NOTIFY_MALFORMED, NOTIFY_TOO_LONG, NOTIFY_TOO_MANY_FDS: the message would be ignored or dropped
 * @throws NOTIFY_SOCKET_MALFORMED (EINVAL, ENAMETOOLONG)
 * @throws NOTIFY_FAILED: the message could not be sent; `errno` says why
 * @throws NATIVE_MISSING: without koffi, systemd-notify(1) must be installed, and descriptors cannot be sent
 */
export async function notify(
  assignments: Assignments,
  options: NotifyOptions = {},
): Promise<boolean> {
  return deliver(() => compose(assignments), options);
}

/**
 * Sends the text of a message, lines of NAME=VALUE, for assignments that `notify` does not know. Only its length and
 * descriptors are checked, as sd_pid_notify_with_fds(3) does.
 * @throws what notify throws
 */
export async function notifyRaw(text: string, options: RawNotifyOptions = {}): Promise<boolean> {
  const message = { text, fds: options.fds ?? [] };
  return deliver(() => {
    checkMessage(message);
    return message;
  }, options);
}

const defaultTimeoutMs = 5000;

async function deliver(prepare: () => Message, options: NotifyOptions): Promise<boolean> {
  const { env = process.env, unsetEnvironment = false } = options;
  const socket = env.NOTIFY_SOCKET;
  if (unsetEnvironment) delete env.NOTIFY_SOCKET;
  checkPid(options.pid);
  const message = prepare();
  if (socket === undefined) return false;
  await send(parseNotifyAddress(socket), message, options);
  return true;
}

function checkPid(pid: unknown): void {
  if (pid === undefined) return;
  if (typeof pid === "number" && Number.isInteger(pid) && pid > 0 && pid < 2 ** 31) return;
  throw notifyMalformed("the option pid", `expected a process id, got ${shown(pid)}`);
}

function send(address: NotifyAddress, message: Message, options: NotifyOptions): Promise<void> {
  const { pid, timeoutMs = defaultTimeoutMs } = options;
  const missing = findNativeProblem();
  if (missing) return sendByProgram(address, message, missing);
  if (address.kind === "vsock") return sendOverVsock(address, message, timeoutMs);
  return sendOverUnix(address, message, { pid, timeoutMs });
}

function findNativeProblem(): RouseError | undefined {
  try {
    native();
    return undefined;
  } catch (error) {
    if (error instanceof RouseError && error.code === "NATIVE_MISSING") return error;
    throw error;
  }
}
