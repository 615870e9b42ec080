import { once } from "node:events";
import { connect } from "node:net";
import type { Run } from "../test/sleep/servers.js";

const deadlineMs = 5000;

/** Asks the test program `answer` on 127.0.0.1:`port` who it is. */
export async function askRun(port: number): Promise<Run> {
  const began = performance.now();
  let connectMs = 0;
  const socket = connect(port, "127.0.0.1", () => {
    connectMs = performance.now() - began;
    socket.write("who\n");
  });
  const late = () => socket.destroy(new Error(`no answer in ${deadlineMs} ms`));
  socket.setTimeout(deadlineMs, late);
  let text = "";
  socket.on("data", (bytes) => {
    text += bytes;
  });
  await once(socket, "close");
  if (text === "") throw new Error("the connection was closed without an answer");
  return { pid: Number(text), connectMs };
}
