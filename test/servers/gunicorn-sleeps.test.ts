import { expect } from "vitest";
import { lacking } from "../harness/servers.js";
import gunicorn from "./catalog/gunicorn.js";
import { reasonsAgainst } from "./matrix.js";
import { unix } from "./places.js";
import type { Run } from "./server.js";
import { startServer } from "./started.js";

const sleeps = 8;
/** A signal that comes in the microseconds before the call is received interrupts it still. */
const interruptedAtMost = 2;

/** Its workers tell the master by SIGCHLD that they go on, while the master removes the file of its socket. */
const withWorkers = {
  command: (run: Run) => [...gunicorn.command(run).filter((word) => word !== "app"), "-w3", "app"],
};

lacking(reasonsAgainst(gunicorn)).test(
  "gunicorn on a unix socket ends cleanly when it is put to sleep: its unlink(2) is not interrupted",
  async () => {
    const options = { options: ["--exit-idle-time=200ms"] };
    const { service, asks } = await startServer(withWorkers, [unix()], "--lazy", options);
    for (let wakes = 1; wakes <= sleeps; wakes++) {
      await Promise.all(asks.map((ask) => ask()));
      await service.reportWhere((report) => report.wakes >= wakes && report.state === "waiting");
    }
    const interrupted = service.running.output.matches(/InterruptedError/);
    expect(interrupted.length).toBeLessThanOrEqual(interruptedAtMost);
  },
);
