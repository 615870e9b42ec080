import type { MessageSocket, Outcome } from "../sys/sockets/message-socket.js";
import { patiently } from "./message-queue.js";

/** A call that failed for good, by its errno. */
export interface Broken {
  call: string;
  errno: string;
}

const underWay = new Set(["EAGAIN", "EINPROGRESS", "EALREADY", "EINTR"]);

/**
 * A message over a connection of its own: sent, ended, and confirmed by the end of the other side. Never holds
 * up the event loop. Undefined when it has arrived.
 */
export async function sendOverConnection(
  socket: MessageSocket,
  to: Uint8Array,
  bytes: Uint8Array,
  timeoutMs: number,
): Promise<Broken | undefined> {
  const end = performance.now() + timeoutMs;
  const step = (call: string, attempt: () => Outcome) => finish(call, attempt, end);
  return (
    (await step("connect", () => connect(socket, to))) ??
    (await sendAll(socket, bytes, end)) ??
    (await step("shutdown", () => socket.endSending())) ??
    (await step("recv", () => readEnd(socket)))
  );
}

/** Attempts until it is neither under way nor in need of room. */
export async function finish(
  call: string,
  attempt: () => Outcome,
  end: number,
): Promise<Broken | undefined> {
  let errno: string | undefined;
  const look = () => {
    errno = attempt().errno;
    return errno === undefined || !underWay.has(errno);
  };
  const late = new Error("late");
  try {
    await patiently(look, end - performance.now(), () => late);
  } catch (error) {
    if (error !== late) throw error;
    errno = "ETIMEDOUT";
  }
  return errno === undefined ? undefined : { call, errno };
}

/** Asked again, it says that the connection is there. */
function connect(socket: MessageSocket, to: Uint8Array): Outcome {
  const outcome = socket.connect(to);
  return outcome.errno === "EISCONN" ? { value: 0 } : outcome;
}

/** A stream may take a part. */
async function sendAll(socket: MessageSocket, bytes: Uint8Array, end: number) {
  for (let done = 0; done < bytes.length; ) {
    const broken = await finish("sendmsg", send, end);
    if (broken) return broken;
    function send(): Outcome {
      const outcome = socket.send(bytes.subarray(done), null, { fds: [] });
      if (outcome.errno === undefined) done += outcome.value;
      return outcome;
    }
  }
  return undefined;
}

/** The receiver has nothing to say. */
function readEnd(socket: MessageSocket): Outcome {
  const got = socket.receive();
  return got.errno === undefined && got.value > 0 ? { errno: "EPROTO" } : got;
}
