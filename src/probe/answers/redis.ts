import type { Protocol } from "./protocol.js";

/** Redis, and what has come from it. A server that wants a password says so before it says that it loads. */
export const redis: Protocol = {
  name: "redis",
  processes: /^(redis|valkey|keydb)-server/,
  closes: false,
  questions: () => [{ asked: "PING", bytes: Buffer.from("PING\r\n") }],
  read(bytes) {
    const [, answer] = /^[-+]([A-Z]+)\b[^\n]*\n/.exec(bytes.toString("latin1")) ?? [];
    if (answer === undefined) return undefined;
    if (answer === "PONG" || answer === "NOAUTH") return { answer, says: "ready" };
    return { answer, says: answer === "LOADING" ? "loading" : "failing" };
  },
};
