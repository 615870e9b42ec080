import type { CallResult, MessageSocket } from "../sys/sockets/message-socket.js";
import { pollUntil } from "./poll-until.js";

/** A call that failed for good. */
export interface FailedCall {
  call: string;
  errno: string;
}

const temporary = new Set(["EAGAIN", "EINPROGRESS", "EALREADY", "EINTR"]);

/**
 * Sends a message over a connection of its own, and waits until the other side has closed it, which confirms the
 * message. Never holds up the event loop. Returns undefined when the message has arrived.
 */
export async function sendOverConnection(
  socket: MessageSocket,
  to: Uint8Array,
  bytes: Uint8Array,
  timeoutMs: number,
): Promise<FailedCall | undefined> {
  const end = performance.now() + timeoutMs;
  const step = (call: string, attempt: () => CallResult) => repeatCall(call, attempt, end);
  return (
    (await step("connect", () => connect(socket, to))) ??
    (await sendAll(socket, bytes, end)) ??
    (await step("shutdown", () => socket.endSending())) ??
    (await step("recv", () => receiveEnd(socket)))
  );
}

/** Repeats a call while its errno is a temporary one, until `end` of performance.now(): ETIMEDOUT then. */
export async function repeatCall(
  call: string,
  attempt: () => CallResult,
  end: number,
): Promise<FailedCall | undefined> {
  let errno: string | undefined;
  const isDone = () => {
    errno = attempt().errno;
    return errno === undefined || !temporary.has(errno);
  };
  const late = new Error("late");
  try {
    await pollUntil(isDone, end - performance.now(), () => late);
  } catch (error) {
    if (error !== late) throw error;
    errno = "ETIMEDOUT";
  }
  return errno === undefined ? undefined : { call, errno };
}

/** When called again, connect(2) reports EISCONN once the connection is established. */
function connect(socket: MessageSocket, to: Uint8Array): CallResult {
  const result = socket.connect(to);
  return result.errno === "EISCONN" ? { value: 0 } : result;
}

/** A stream may take only a part of the bytes. */
async function sendAll(socket: MessageSocket, bytes: Uint8Array, end: number) {
  for (let done = 0; done < bytes.length; ) {
    const failed = await repeatCall("sendmsg", send, end);
    if (failed) return failed;
    function send(): CallResult {
      const result = socket.send(bytes.subarray(done), null, { fds: [] });
      if (result.errno === undefined) done += result.value;
      return result;
    }
  }
  return undefined;
}

/** The receiver sends nothing but the end. */
function receiveEnd(socket: MessageSocket): CallResult {
  const result = socket.receive();
  return result.errno === undefined && result.value > 0 ? { errno: "EPROTO" } : result;
}
