import { once } from "node:events";
import { mkdirSync, symlinkSync } from "node:fs";
import { beforeAll, expect } from "vitest";
import { connect } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { until } from "../harness/until.js";
import { type Machine, needsMachine, startMachine } from "../systemd/machine.js";
import { convertAndBack, installUnits, rouse } from "./debian.js";

const { test } = needsMachine("pg_ctlcluster");

let machine: Machine;
let port: number;
beforeAll(async () => {
  machine = await startMachine();
  port = await freePort();
  await makeCluster();
});

const unit = "postgresql@15-main.service";
const dataFolder = "/var/lib/postgresql/15/main";

/** As Debian's package makes it, and its units. */
async function makeCluster(): Promise<void> {
  const { system: manager } = machine;
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
}

const asPostgres = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"];

/** What a client is told, whether it is the answer or an error. */
async function ask(host: string): Promise<string> {
  const sql = ["psql", "-h", host, "-p", String(port), "-tAc", "select 6 * 7"];
  const { stdout, stderr } = await machine.system.inside([...asPostgres, ...sql]);
  return stdout.trim() || stderr;
}

/** An instance of a template, Type=forking by a wrapper that changes the user, started by another unit. */
test("Debian's postgresql is converted, wakes and sleeps, and is as it was", async () => {
  const { system: manager } = machine;
  const answered = (host: string) => {
    // While it is not converted, it listens before it can serve: https://www.postgresql.org/docs/15/protocol-flow.html
    const isUp = async () => {
      const said = await ask(host);
      return said.includes("the database system is starting up") ? undefined : said;
    };
    return until(isUp, { what: `an answer from ${host}` });
  };
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

/**
 * It asks for files of its archive before it can serve, as after a restored backup; the archive takes its time to say
 * that it has none. https://www.postgresql.org/docs/15/continuous-archiving.html
 */
async function haveItRecover(): Promise<void> {
  const touch = [...asPostgres, "touch", `${dataFolder}/recovery.signal`];
  expect(await machine.system.inside(touch)).toMatchObject({ code: 0 });
}

/** Writes settings which it reads at its next start. */
async function configure(...lines: string[]): Promise<void> {
  const write = `printf '%s\n' "$@" >/etc/postgresql/15/main/conf.d/test.conf`;
  const { code } = await machine.system.inside(["sh", "-c", write, "sh", ...lines]);
  expect(code).toBe(0);
}

/** The first byte of the answer to a startup packet: R asks for a password, or says that none is needed; E is an error. */
async function knock(address: string): Promise<string> {
  const socket = await connect(address);
  const words = Buffer.from("user\0postgres\0database\0postgres\0\0");
  const head = Buffer.alloc(8);
  head.writeInt32BE(8 + words.length, 0);
  head.writeInt32BE(3 << 16, 4);
  socket.write(Buffer.concat([head, words]));
  const chunks: Buffer[] = await Promise.race([once(socket, "data"), once(socket, "end")]);
  socket.destroy();
  return chunks.join("");
}

/** Converts it, whatever ran before. */
async function convertAnew(): Promise<void> {
  const { system: manager } = machine;
  await manager.rouse("convert", "postgresql@15-main", "--undo");
  await manager.systemctl("restart", "postgresql.service");
  await rouse(manager, "convert", "postgresql@15-main");
}

test("the first client of Debian's postgresql waits until it can serve", async () => {
  const { system: manager } = machine;
  await configure("restore_command = 'sleep 0.2; false'", "hot_standby = off");
  await convertAnew();
  const unix = manager.inRoot(`/run/postgresql/.s.PGSQL.${port}`);
  const clients: (() => Promise<string>)[] = [
    () => ask("127.0.0.1"),
    () => ask("/run/postgresql"),
    () => knock(`127.0.0.1:${port}`),
    () => knock(unix),
  ];
  for (let wakes = 0; wakes < 12; wakes++) {
    await haveItRecover();
    const client = clients[wakes % clients.length];
    expect(await client?.()).toMatch(/^(42$|R)/);
    const recovers = await manager.inside(["test", "-e", `${dataFolder}/recovery.signal`]);
    expect(recovers.code).toBe(1);
    await rouse(manager, "stop", "postgresql@15-main");
  }
}, 120_000);

/** While it stops, pg_ctlcluster(1) would leave it the sockets, by which it tells clients that it is shutting down. */
test("clients that connect while Debian's postgresql is restarted wait for its next run", async () => {
  const { system: manager } = machine;
  // It ends when the last file is archived.
  await configure("archive_mode = on", "archive_command = 'sleep 1'");
  await convertAnew();
  const addresses = [`127.0.0.1:${port}`, manager.inRoot(`/run/postgresql/.s.PGSQL.${port}`)];
  for (let restarts = 0; restarts < 3; restarts++) {
    expect(await ask("127.0.0.1")).toBe("42");
    const restarted = rouse(manager, "restart", "postgresql@15-main");
    const isStopping = async () => {
      const { stdout } = await manager.inside(["cat", `${dataFolder}/postmaster.pid`]);
      return stdout.includes("\nstopping");
    };
    await until(isStopping, { everyMs: 30, what: "the server to stop" });
    for (const answer of await Promise.all(addresses.map(knock))) expect(answer).toMatch(/^R/);
    await restarted;
  }
}, 120_000);
