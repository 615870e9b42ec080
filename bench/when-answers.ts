import { get } from "node:http";
import { type Launched, whileRuns } from "./process.js";

/** Waits until the server answers on 127.0.0.1:`port`, and gives the port. */
export async function whenAnswers(server: Launched, port: number): Promise<number> {
  await whileRuns(server, `an answer from 127.0.0.1:${port}`, () => answers(port));
  return port;
}

/** False while nobody listens. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const call = get({ host: "127.0.0.1", port, agent: false, timeout: 5000 }, (response) => {
      response.resume();
      response.on("end", () => resolve(true));
    });
    call.on("timeout", () => call.destroy(new Error(`no answer from 127.0.0.1:${port} in 5 s`)));
    call.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") resolve(false);
      else reject(error);
    });
  });
}
