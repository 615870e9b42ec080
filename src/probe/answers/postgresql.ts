import type { Protocol } from "./protocol.js";

/** ERRCODE_CANNOT_CONNECT_NOW: it starts up, recovers or shuts down. */
const notNow = "57P03";

/** PostgreSQL, asked as pg_isready(1) does: it says whether it takes sessions before it says whether it takes this one. */
export const postgresql: Protocol = {
  name: "postgresql",
  processes: /^(postgres|postmaster)$/,
  closes: false,
  questions: () => [{ asked: "a startup message", bytes: startupMessage("rouse-probe") }],
  read(bytes) {
    if (bytes.length < 5 || bytes.length < bytes.readUInt32BE(1) + 1) return undefined;
    const kind = String.fromCharCode(bytes.readUInt8());
    if (kind === "R") return { answer: "a request to authenticate", says: "ready" };
    const [, code] =
      kind === "E" ? (/\0C([0-9A-Z]{5})\0/.exec(bytes.toString("latin1")) ?? []) : [];
    if (code === undefined) return undefined;
    return { answer: `error ${code}`, says: code === notNow ? "loading" : "ready" };
  },
};

/** Protocol 3.0, for the database of the same name. */
function startupMessage(user: string): Buffer {
  const parameters = Buffer.from(`user\0${user}\0\0`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(head.length + parameters.length);
  head.writeUInt16BE(3, 4);
  return Buffer.concat([head, parameters]);
}
