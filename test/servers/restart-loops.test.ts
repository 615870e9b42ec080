import { isAlive } from "../harness/procs.js";
import { lacking } from "../harness/servers.js";
import { until } from "../harness/until.js";
import mariadb from "./catalog/mariadb.js";
import phpFpm from "./catalog/php-fpm.js";
import postgres from "./catalog/postgres.js";
import { reasonsAgainst } from "./matrix.js";
import { unix } from "./places.js";
import type { Run, Server } from "./server.js";
import { startServer } from "./started.js";

/** They look whether somebody serves on the path before they bind it, and then refuse to start. */
const servers: { server: Server; file: string }[] = [
  { server: phpFpm, file: "socket" },
  { server: mariadb, file: "socket" },
  { server: postgres, file: ".s.PGSQL.5432" },
];

/** A shell that starts it anew whenever it ends, and tells the pid. */
function inALoop(server: Server) {
  const loop = 'while :; do "$@" & echo "began $!"; wait $!; done';
  const command = async (run: Run) => ["sh", "-c", loop, "sh", ...(await server.command(run))];
  return { ...server, command };
}

for (const { server, file } of servers) {
  lacking(reasonsAgainst(server)).test(
    `${server.name} starts again and again on a unix path`,
    async () => {
      const { service, asks } = await startServer(inALoop(server), [unix(file)]);
      const [ask] = asks;
      for (const nth of [1, 2, 3]) {
        const [, pid] = await service.running.line(/^began (\d+)$/, { nth });
        await ask?.();
        await service.servesOn(1);
        process.kill(Number(pid), "SIGTERM");
        await until(() => !isAlive(Number(pid)), { what: `the end of ${pid}` });
      }
    },
  );
}
