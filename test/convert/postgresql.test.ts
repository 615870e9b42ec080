import { mkdirSync, symlinkSync } from "node:fs";
import { beforeAll, expect } from "vitest";
import { connect } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { until } from "../harness/until.js";
import { type Machine, needsMachine, startMachine } from "../systemd/machine.js";
import { convertAndBack, installUnits, rouse } from "./debian.js";

const { test } = needsMachine("pg_ctlcluster");

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

const unit = "postgresql@15-main.service";

/** An instance of a template, Type=forking by a wrapper that changes the user, started by another unit. */
test("Debian's postgresql is converted, wakes and sleeps, and is as it was", async () => {
  const { system: manager } = machine;
  const port = await freePort();
  const prepare = `
    for folder in /etc/postgresql /var/lib/postgresql; do mount -t tmpfs -o uid=postgres tmpfs $folder; done
    install -d -o postgres /var/log/postgresql
    install -d -o postgres -m 2775 /run/postgresql
    pg_createcluster --port ${port} 15 main -- --auth=trust --no-sync`;
  const made = await manager.inside(["sh", "-ec", prepare]);
  expect(made).toMatchObject({ code: 0 });
  installUnits(machine, "postgresql@.service", "postgresql.service");
  const wants = manager.inRoot("/run/systemd/system/postgresql.service.wants");
  mkdirSync(wants);
  symlinkSync("/lib/systemd/system/postgresql@.service", `${wants}/${unit}`);
  await manager.daemonReload();
  await manager.systemctl("start", "postgresql.service");
  const asPostgres = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"];
  const query = async (host: string) => {
    const sql = ["psql", "-h", host, "-p", String(port), "-tAc", "select 6 * 7"];
    const { code, stdout, stderr } = await manager.inside([...asPostgres, ...sql]);
    // It listens before it can serve: https://www.postgresql.org/docs/15/protocol-flow.html
    if (code !== 0 && stderr.includes("the database system is starting up")) return "";
    return stdout.trim() || stderr;
  };
  const answered = (host: string) => until(() => query(host), { what: `an answer from ${host}` });
  const socket = `/var/run/postgresql/.s.PGSQL.${port}`;
  const said = await convertAndBack({
    ...{ manager, unit, program: "postgres", options: ["--idle", "1s"] },
    use: async () => {
      // Between two questions it may go to sleep, and a client that comes while it stops is cut off.
      const between = await connect(`127.0.0.1:${port}`);
      expect(await answered("127.0.0.1")).toBe("42");
      expect(await answered("/run/postgresql")).toBe("42");
      between.destroy();
      const { stdout } = await manager.inside(["stat", "-c", "%U %a", socket]);
      expect(stdout).toBe("postgres 777\n");
    },
  });
  expect(said).toContain(`127.0.0.1:${port}`);
  expect(said).toContain(socket);
  expect(said).toContain(
    `postgresql.service starts ${unit} as well: it is awake then until no client is left`,
  );
  const tcp = ["--listen", `127.0.0.1:${port}`, "--dry-run"];
  expect(await rouse(manager, "convert", "postgresql@15-main", ...tcp)).toContain(
    `${unit} also listens on ${socket}: clients that connect there neither wake it nor keep it awake`,
  );
});
