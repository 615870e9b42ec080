import type { Socket } from "node:dgram";
import type { Listeners, WatchedServer } from "./watched-server.js";

/** Each message that comes is use for a moment: whether it is or will be answered cannot be known. */
export function watchDatagrams(socket: Socket, { touched }: Listeners): WatchedServer {
  let isOpen = true;
  const onClose = () => {
    isOpen = false;
  };
  socket.on("message", touched);
  socket.once("close", onClose);
  return {
    server: socket,
    isListening: () => isOpen,
    isInUse: () => false,
    settle: async () => false,
    isResting: () => false,
    restUntil: () => Number.NEGATIVE_INFINITY,
    closeResting: () => true,
    close: () => closeSocket(socket),
    isGone: () => true,
    release() {
      socket.off("message", touched);
      socket.off("close", onClose);
    },
  };
}

/** Lets the program close the socket once more, which Node would treat as an error. */
function closeSocket(socket: Socket): void {
  socket.close();
  socket.close = (callback) => {
    if (callback) socket.once("close", callback);
    process.nextTick(() => socket.emit("close"));
    return socket;
  };
}
