import { lacking } from "../harness/servers.js";
import { untilQuick } from "../harness/until.js";
import gunicorn from "./catalog/gunicorn.js";
import { reasonsAgainst } from "./matrix.js";
import { unix } from "./places.js";
import type { Run } from "./server.js";
import { startServer } from "./started.js";

const sleeps = 8;
/** A signal that comes before the call is received interrupts it still: on a busy machine that takes milliseconds. */
const interruptedAtMost = 2;

/** Its workers tell the master by SIGCHLD that they go on, while the master removes the file of its socket. */
const withWorkers = {
  command: (run: Run) => [...gunicorn.command(run).filter((word) => word !== "app"), "-w3", "app"],
};

lacking(reasonsAgainst(gunicorn)).test(
  "gunicorn on a unix socket ends cleanly when it is put to sleep: its unlink(2) is seldom interrupted",
  async () => {
    const options = { options: ["--exit-idle-time=200ms"] };
    const { service, asks } = await startServer(withWorkers, [unix()], "--lazy", options);
    let wakes = 0;
    const isSeldomInterrupted = async () => {
      const before = service.running.output.matches(/InterruptedError/).length;
      for (const end = wakes + sleeps; wakes < end; ) {
        wakes++;
        await Promise.all(asks.map((ask) => ask()));
        await service.reportWhere((report) => report.wakes >= wakes && report.state === "waiting");
      }
      const interrupted = service.running.output.matches(/InterruptedError/).length - before;
      return interrupted <= interruptedAtMost;
    };
    await untilQuick(isSeldomInterrupted, `${sleeps} sleeps of which most are not interrupted`);
  },
);
