import { expect, test } from "vitest";
import { lacking } from "../harness/servers.js";
import { until } from "../harness/until.js";
import { catalog } from "./catalog.js";
import { reasonsAgainst } from "./matrix.js";
import type { Run, Server } from "./server.js";
import { startServer } from "./started.js";

/** Workers whose master was killed get SIGTERM, and five seconds later SIGKILL. */

/** Says which process it began as, which is to end. */
function daemonOf(server: Server) {
  const begin = ["sh", "-c", 'echo "began as $$" && exec "$@"', "sh"];
  const command = async (run: Run) => {
    const foreground = await server.command(run);
    return [...begin, ...(server.asDaemon?.(foreground, run) ?? [])];
  };
  return { ...server, command };
}

for (const server of catalog.filter(({ asDaemon }) => asDaemon)) {
  lacking(reasonsAgainst(server)).describe(`${server.name} as a daemon`, () => {
    // A socket that nobody asks for would be waited for before the first sleep.
    const spots = server.passed.at(-1)?.filter(({ asks }) => asks !== undefined) ?? [];

    async function startDaemon() {
      const { service, asks } = await startServer(daemonOf(server), spots);
      const [, first] = await service.running.line(/^began as (\d+)$/);
      await Promise.all(asks.map((ask) => ask()));
      const daemon = () => {
        const pid = service.report()?.program_pid ?? 0;
        const processes = service.processes();
        return !processes.includes(Number(first)) && processes.includes(pid) && pid;
      };
      const pid = await until(daemon, { what: "the first process to end" });
      return { service, pid };
    }

    test("is followed: it listens where it is to, and ends with rouse-exec at SIGTERM", async () => {
      const { service: foreground, asks } = await startServer(server, spots);
      await Promise.all(asks.map((ask) => ask()));
      const natural = await foreground.running.stop();

      const { service } = await startDaemon();
      await service.servesOn(spots.length);
      expect(await service.running.stop()).toEqual(natural);
      expect(service.running.survivors()).toEqual([]);
    });

    test("gives its status to rouse-exec: killed, it leaves nobody behind", async () => {
      const { service, pid } = await startDaemon();
      process.kill(pid, "SIGKILL");
      const exit = await service.running.exit();
      expect(exit).toEqual({ code: null, signal: "SIGKILL" });
      expect(service.running.survivors()).toEqual([]);
    });

    test("is put to sleep when nobody is connected, and woken again", async () => {
      // A datagram that has been read keeps nothing awake: its answer has to come in this time.
      const idleMs = spots.some(({ kind }) => kind === "udp") ? 2000 : 200;
      const options = { options: [`--exit-idle-time=${idleMs}ms`] };
      const { service, asks } = await startServer(daemonOf(server), spots, "--lazy", options);
      for (const wakes of [1, 2]) {
        await Promise.all(asks.map((ask) => ask()));
        await service.reportWhere((report) => report.wakes >= wakes && report.state === "waiting");
      }
    });
  });
}
