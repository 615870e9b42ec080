import type { Protocol } from "./protocol.js";

const newestHandshake = 10;
const errorPacket = 255;

/** MariaDB and MySQL, which speak first: with a handshake, or with an error. */
export const mariadb: Protocol = {
  name: "mariadb",
  processes: /^(mariadbd|mysqld)/,
  closes: false,
  questions: () => [{ asked: "a connection", bytes: undefined }],
  read(bytes) {
    // Three bytes of length, the number of the packet, its kind.
    if (bytes.length < 7 || bytes[3] !== 0 || bytes.length < bytes.readUIntLE(0, 3) + 4)
      return undefined;
    if (bytes[4] === errorPacket) {
      return { answer: `error ${bytes.readUInt16LE(5)}`, says: "failing" };
    }
    const isHandshake =
      bytes[4] === newestHandshake && /^\d+\.\d+/.test(bytes.toString("latin1", 5));
    return isHandshake ? { answer: "a handshake", says: "ready" } : undefined;
  },
};
