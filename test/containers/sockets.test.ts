import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import type { ListeningSocket } from "../harness/activate.js";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import type { UserManager } from "../systemd/manager.js";
import { Client } from "./client.js";
import { ask, askWhenNamed, buildInside, installContainer, runContainer } from "./container.js";
import { needsPodman, startHost } from "./host.js";

const idleMs = 300;

needsPodman().describe("a container that is passed its sockets", () => {
  let host: UserManager;

  beforeAll(async () => {
    host = await startHost({ uid: 0 });
    await buildInside(host);
  }, 180_000);

  test("serves TCP and a unix socket that has another name inside", async () => {
    const port = await freePort();
    const path = join(host.folder, "both.sock");
    const sockets: ListeningSocket[] = [
      { kind: "unix", address: path, name: "local" },
      { kind: "tcp", address: `127.0.0.1:${port}`, name: "web" },
    ];
    const argv = ["--map=/web.sock=local", "--", "/inside", "/web.sock", `:${port}`];
    await runContainer(host, { sockets, argv });
    expect((await askWhenNamed(path)).processes).toHaveLength(2);
    const localPort = await freePort();
    const { body } = await get(`127.0.0.1:${port}`, { localAddress: "127.0.0.8", localPort });
    expect(JSON.parse(body).peer).toBe(`127.0.0.8:${localPort}`);
  });

  test("serves a unix socket by its own name where its directory is mounted", async () => {
    const address = join(host.folder, "mounted.sock");
    await runContainer(host, {
      sockets: [{ kind: "unix", address }],
      options: [`--volume=${host.folder}:${host.folder}`],
      argv: ["--", "/inside", address],
    });
    expect((await askWhenNamed(address)).processes).toHaveLength(2);
  });

  test("sleeps and is woken, by clients of a unix socket", async () => {
    const listen = join(host.folder, "sleeps.sock");
    const map = ["--map=/web.sock=unix-sleeps", "--", "/inside", "/web.sock"];
    const argv = [`--exit-idle-time=${idleMs}ms`, ...map];
    const service = await installContainer(host, { name: "unix-sleeps", listen, argv });
    for (let run = 1; run <= 2; run++) {
      await ask(listen);
      expect(await service.ended()).toMatchObject({ Result: "success", ExecMainStatus: "0" });
    }
  });

  test.each([
    ["nothing to write to", ["--read-only", "--read-only-tmpfs=false"]],
    ["no capabilities", ["--cap-drop=all"]],
    ["another user", ["--user=1000:1000"]],
    ["no_new_privs and another user", ["--security-opt=no-new-privileges", "--user=1000:1000"]],
    [
      "processes that others cannot see",
      ["--security-opt=proc-opts=hidepid=2", "--user=1000:1000"],
    ],
    ["few processes and descriptors", ["--ulimit=nproc=100:100", "--ulimit=nofile=64:64"]],
  ])("may have %s", async (title, options) => {
    const name = title.replaceAll(/\W/g, "-");
    const listen = `127.0.0.1:${await freePort()}`;
    const argv = [`--exit-idle-time=${idleMs}ms`, "--", "/inside", listen];
    const service = await installContainer(host, { name, listen, options, argv });
    const client = await Client.connect(listen);
    expect(await client.ask()).toContain('"peer":"127.0.0.1:');
    await pause(idleMs * 2);
    await client.ask();
    client.leave();
    expect(await service.ended()).toMatchObject({ Result: "success", ExecMainStatus: "0" });
    expect(service.log).not.toContain("rouse-exec:");
  });
});
