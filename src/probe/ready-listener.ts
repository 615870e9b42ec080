import { randomBytes } from "node:crypto";
import { RouseError } from "../errors/rouse-error.js";
import { families } from "../sys/libc/socket-numbers.js";
import { abstractSockaddr } from "../sys/sockaddr/encode-sockaddr.js";
import { MessageSocket } from "../sys/sockets/message-socket.js";

/** Where a program says READY=1, as to a service manager (sd_notify(3)). */
export interface ReadyListener {
  /** What the program needs in its environment. */
  environment: Readonly<Record<string, string>>;
  /** Tells whether READY=1 has come; reads what waits, since a full queue would hold the program up. */
  hasCome(): boolean;
  close(): void;
}

const longestMessage = 65_536;

/**
 * Opens a socket with an abstract name, which a program reaches below another root and as another user. That any user
 * may send to it matters little: it decides nothing but what is proposed.
 */
export function openReadyListener(): ReadyListener {
  const name = `rouse-probe-${randomBytes(8).toString("hex")}`;
  const socket = openSocket();
  if (!(socket instanceof MessageSocket)) return deaf;
  if (socket.bind(abstractSockaddr(name)).errno !== undefined) {
    socket.close();
    return deaf;
  }
  let hasCome = false;
  return {
    environment: { NOTIFY_SOCKET: `@${name}` },
    hasCome() {
      for (;;) {
        const message = socket.receiveDatagram(longestMessage);
        if (message === undefined) return hasCome;
        hasCome ||= message.toString("latin1").split("\n").includes("READY=1");
      }
    },
    close: () => socket.close(),
  };
}

/** Where no such socket can be had, as on a machine for which koffi has no binary, nothing is heard. */
const deaf: ReadyListener = {
  environment: {},
  hasCome: () => false,
  close: () => undefined,
};

function openSocket(): ReturnType<typeof MessageSocket.open> | undefined {
  try {
    return MessageSocket.open(families.unix, "dgram");
  } catch (error) {
    if (error instanceof RouseError && error.code === "NATIVE_MISSING") return undefined;
    throw error;
  }
}
