import { connect } from "node:net";
import { timeLimit } from "./until.js";

export interface Answer {
  text: string;
  /** From connect to the first byte. */
  ms: number;
  /** The client's own address and port. */
  client: string;
}

const deadlineMs = 8000;

/** Sends `request` from `from` and reads until `isComplete`, or until the server closes. */
export function ask(
  port: number,
  from: string,
  request: string,
  isComplete: (text: string) => boolean,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const socket = connect({ host: "127.0.0.1", port, localAddress: from });
    let text = "";
    let ms = 0;
    let client = "";
    const finish = () => {
      socket.destroy();
      if (text) resolve({ text, ms, client });
      else reject(new Error("the connection was closed without an answer"));
    };
    socket.setTimeout(deadlineMs, () => {
      socket.destroy(new Error(`no answer within ${deadlineMs} ms`));
    });
    const giveUp = () => socket.destroy(new Error("the demo's 60 s are over"));
    timeLimit.addEventListener("abort", giveUp);
    socket.on("close", () => timeLimit.removeEventListener("abort", giveUp));
    socket.on("connect", () => {
      client = `${socket.localAddress}:${socket.localPort}`;
      socket.write(request);
    });
    socket.on("data", (bytes: Buffer) => {
      ms ||= performance.now() - begin;
      text += bytes.toString("latin1");
      if (isComplete(text)) finish();
    });
    socket.on("end", finish);
    socket.on("error", reject);
  });
}
