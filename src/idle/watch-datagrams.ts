import type { Socket } from "node:dgram";
import type { Listeners, Watched } from "./watched-server.js";

/** Each message that comes is use, of a moment: nobody knows whether it is being answered, or will be. */
export function watchDatagrams(socket: Socket, { touched }: Listeners): Watched {
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

/** The program may close it once more, which Node would take for an error. */
function closeSocket(socket: Socket): void {
  socket.close();
  socket.close = (callback) => {
    if (callback) socket.once("close", callback);
    process.nextTick(() => socket.emit("close"));
    return socket;
  };
}
