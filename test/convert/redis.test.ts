import { beforeAll, expect } from "vitest";
import { connect, converse } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { type Machine, needsMachine, startMachine } from "../systemd/machine.js";
import { convertAndBack, dropIn, installUnits, startAtBoot } from "./debian.js";

const { test } = needsMachine("redis-server");

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

/** Type=notify, Restart=always, an Alias=, a sandbox that leaves out what rouse-exec needs, and NoExecPaths=/. */
test("Debian's redis-server is converted, wakes and sleeps, and is as it was", async () => {
  const { system: manager } = machine;
  const port = await freePort();
  await manager.inside([
    "mount",
    "-t",
    "tmpfs",
    "-o",
    "uid=redis,mode=750",
    "tmpfs",
    "/var/lib/redis",
  ]);
  installUnits(machine, "redis-server.service");
  const options = `--port ${port} --bind 127.0.0.1 --unixsocket /run/redis/redis.sock --unixsocketperm 770`;
  const exec = `/usr/bin/redis-server --supervised systemd --daemonize no --dir /var/lib/redis ${options}`;
  dropIn(manager, "redis-server.service", `[Service]\nExecStart=\nExecStart=${exec} --save ""\n`);
  startAtBoot(manager, "redis-server.service", "/lib/systemd/system/redis-server.service");
  await manager.daemonReload();
  await manager.systemctl("start", "redis-server.service");
  const address = `127.0.0.1:${port}`;
  const owners: string[] = [];
  const gates: string[] = [];
  const inRoot = manager.inRoot("/run/redis/redis.sock");
  const said = await convertAndBack({
    ...{ manager, unit: "redis-server.service", program: "redis-server" },
    options: ["--idle", "300ms"],
    use: async () => {
      // Between two clients it may go to sleep, and a client that comes while it stops is cut off.
      const between = await connect(address);
      expect(await converse(address, "PING\r\n")).toBe("+PONG\r\n");
      expect(await converse(inRoot, "PING\r\n")).toBe("+PONG\r\n");
      const report = await manager.inside(["cat", "/run/rouse/redis-server/report.json"]);
      if (report.code === 0) gates.push(JSON.parse(report.stdout).gate);
      between.destroy();
      const { stdout } = await manager.inside(["stat", "-c", "%U %a", "/run/redis/redis.sock"]);
      owners.push(stdout.trim());
    },
  });
  expect(said).toContain(" --ready-check=notify ");
  expect(said).toContain(" process_vm_readv ptrace\n");
  expect(gates).toEqual(["open", "open"]);
  expect(owners).toHaveLength(4);
  expect(new Set(owners)).toEqual(new Set(["redis 770"]));
  expect(said).toContain(
    `systemd listens on ${address}, /run/redis/redis.sock, and the first client`,
  );
});
