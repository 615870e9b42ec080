import { once } from "node:events";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ask, connect, converse } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { freePortPair } from "../harness/ports.js";
import { until } from "../harness/until.js";
import { asEachUser } from "../systemd/users.js";
import { deadlineMs } from "./example.js";
import { install, unit, units } from "./units.js";

async function freeAddress(): Promise<string> {
  return `127.0.0.1:${await freePortPair()}`;
}

const on = (address: string) => ({ "127.0.0.1:8080": address });
const body = async (address: string) => (await get(address, { deadlineMs })).body;

asEachUser("the units of examples/sdk", (manager) => {
  const systemctl = (...args: string[]) => manager().systemctl(...args);

  test("pass systemd-analyze verify", async () => {
    for (const name of units) manager().writeUnit(name, unit(name));
    await manager().daemonReload();
    const verify = ["systemd-analyze", "--user", "--recursive-errors=no", "verify"];
    const { code, stderr } = await manager().inside([...verify, ...units]);
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  test("web serves from the first connection on, over a restart", async () => {
    const address = await freeAddress();
    const web = await install(manager(), ["web.socket", "web.service"], on(address));
    await systemctl("start", "web.socket");
    expect(await body(address)).toBe("hello\n");
    await until(async () => (await web.state()) === "active", { deadlineMs });
    expect(web.log).toMatch(/^passed by systemd/);
    await systemctl("restart", "web.service");
    expect(await body(address)).toBe("hello\n");
    await systemctl("stop", "web.socket", "web.service");
    expect(await web.show("Result")).toEqual({ Result: "success" });
  });

  test("web serves an application of a framework all the same", async () => {
    for (const name of ["express", "fastify", "hono"]) {
      const address = await freeAddress();
      const changes = { ...on(address), "http.mjs": `${name}.mjs` };
      await install(manager(), ["web.socket", "web.service"], changes);
      await systemctl("start", "web.socket");
      expect((await body(address)).toLowerCase()).toBe(`hello from ${name}\n`);
      await systemctl("stop", "web.socket", "web.service");
    }
  });

  test("web serves by the workers of a cluster", async () => {
    const address = await freeAddress();
    const changes = { ...on(address), "http.mjs": "cluster.mjs", "Type=notify": "Type=exec" };
    const web = await install(manager(), ["web.socket", "web.service"], changes);
    await systemctl("start", "web.socket");
    const worker = Number(await body(address));
    expect(worker).not.toBe(await web.pid());
    manager().kill(worker, "SIGKILL");
    await until(() => manager().hostPid(worker) === undefined, { deadlineMs });
    // Node's primary may give a connection to a worker that has just been killed: that client is tried again.
    const another = () => body(address).then(Number, () => undefined);
    expect(await until(another, { deadlineMs, what: "another worker" })).not.toBe(worker);
    await systemctl("stop", "web.socket", "web.service");
  });

  test("udp answers the datagram that started it", async () => {
    const address = await freeAddress();
    await install(manager(), ["udp.socket", "udp.service"], { "127.0.0.1:5353": address });
    await systemctl("start", "udp.socket");
    expect(await ask(address, "hello", { deadlineMs })).toBe("hello");
    await systemctl("stop", "udp.socket", "udp.service");
  });

  test("site and admin are one service, whichever is asked first", async () => {
    const address = await freeAddress();
    const names = ["site.service", "site.socket", "admin.socket"];
    await install(manager(), names, { ...on(address), "%t/admin.sock": adminPath() });
    await systemctl("start", "site.socket", "admin.socket");
    expect(await body(adminPath())).toBe("for its owner\n");
    expect(await body(address)).toBe("for everybody\n");
    expect(statSync(adminPath()).mode & 0o777).toBe(0o600);
    await systemctl("stop", "site.socket", "admin.socket", "site.service");
  });

  const adminPath = () => join(manager().folder, "admin.sock");

  test("each connection has a process of its own", async () => {
    const address = await freeAddress();
    await install(manager(), ["each@.service", "each.socket"], on(address));
    await systemctl("start", "each.socket");
    const first = await connect(address);
    expect(await converse(address, "second", { deadlineMs })).toBe("second");
    first.end("first");
    const [heard] = await once(first, "data");
    expect(String(heard)).toBe("first");
    await systemctl("stop", "each.socket");
  });

  test("what is written to the FIFO starts its reader", async () => {
    const path = join(manager().folder, "jobs");
    const names = ["fifo.service", "fifo.socket"];
    const fifo = await install(manager(), names, { "%t/jobs": path });
    await systemctl("start", "fifo.socket");
    // Without O_CREAT, which protected_fifos refuses in a folder that is everybody's: sysctl.d(5) of Debian.
    writeFileSync(path, "a job\n", { flag: "r+" });
    const what = () => `the job in ${JSON.stringify(fifo.log)}`;
    await until(() => fifo.log === "a job\n", { deadlineMs, what });
    await systemctl("stop", "fifo.socket", "fifo.service");
  });

  test("systemctl reload lasts until the new settings are there", async () => {
    const address = await freeAddress();
    const settings = join(manager().folder, "settings.json");
    const changes = { ...on(address), "/srv/web/settings.json": settings };
    const service = await install(manager(), ["reload.socket", "reload.service"], changes);
    const write = (greeting: string) => writeFileSync(settings, JSON.stringify({ greeting }));
    write("one");
    await systemctl("start", "reload.socket", "reload.service");
    expect(await body(address)).toBe("one\n");
    const pid = await service.pid();
    write("two");
    await systemctl("reload", "reload.service");
    // kill(1) only sends the signal: with Type=notify-reload (systemd 253) the reload would be over by now.
    await until(async () => (await body(address)) === "two\n", { deadlineMs });
    expect(await service.pid()).toBe(pid);
    await systemctl("stop", "reload.socket", "reload.service");
  });

  test("what is stored is there after a restart", async () => {
    const address = await freeAddress();
    await install(manager(), ["restore.socket", "restore.service"], on(address));
    await systemctl("start", "restore.socket");
    expect(await body(address)).toBe("1\n");
    await systemctl("restart", "restore.service");
    expect(await body(address)).toBe("2\n");
    await systemctl("restart", "restore.service");
    expect(await body(address)).toBe("3\n");
    await systemctl("stop", "restore.socket", "restore.service");
  });

  test("a service that is ill is ended and started again", async () => {
    const address = await freeAddress();
    const data = join(manager().folder, "data");
    mkdirSync(data, { recursive: true });
    // SIGABRT would write a core file.
    const limit = "WatchdogSec=2\nWatchdogSignal=SIGKILL\nRestartSec=0";
    const changes = { ...on(address), "/srv/web/data": data, "WatchdogSec=30": limit };
    const service = await install(manager(), ["watchdog.socket", "watchdog.service"], changes);
    await systemctl("start", "watchdog.socket");
    expect(await body(address)).toBe("hello\n");
    // One that this machine holds up for two seconds is restarted as well.
    const { NRestarts: before } = await service.show("NRestarts");
    rmSync(data, { recursive: true });
    const isIll = () => /^no ping: unhealthy$/m.test(service.log);
    const isRestarted = async () => (await service.show("NRestarts")).NRestarts !== before;
    const isOver = async () => isIll() && (await isRestarted());
    await until(isOver, { deadlineMs, everyMs: 100, what: "a restart by the watchdog" });
    mkdirSync(data);
    const answer = () => body(address).catch(() => undefined);
    expect(await until(answer, { deadlineMs, what: "an answer" })).toBe("hello\n");
    await systemctl("stop", "watchdog.socket", "watchdog.service");
  });
});
