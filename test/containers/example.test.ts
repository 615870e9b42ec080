import { readFileSync, readlinkSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { blocks } from "../docs/pages.js";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { cmdline, descendants, isAlive } from "../harness/procs.js";
import { until } from "../harness/until.js";
import type { UserManager } from "../systemd/manager.js";
import type { Service } from "../systemd/service.js";
import { Client } from "./client.js";
import { installExample, page } from "./example.js";
import { allGone, needsPodman, startHost } from "./host.js";

const idleMs = 500;

/** Root, and a user whom nobody knows outside of the test, with rootless containers. */
needsPodman().describe.each([0, 61_234])("the example, under systemd --user of uid %i", (uid) => {
  let host: UserManager;
  let service: Service;
  let port: number;
  let address: string;

  beforeAll(async () => {
    host = await startHost({ uid });
    port = await freePort();
    address = `127.0.0.1:${port}`;
    service = await installExample(host, { port, idle: `${idleMs}ms` });
  }, 180_000);

  test("passes systemd-analyze verify", async () => {
    const { stdout, stderr } = await host.inside([
      "systemd-analyze",
      "--user",
      "verify",
      "web.socket",
      "web.service",
    ]);
    expect(`${stdout}${stderr}`).not.toMatch(/web\.(socket|service)/);
    await host.systemctl("enable", "--now", "web.socket");
  });

  test("has an image that can say whether rouse-exec works in it", async () => {
    const [, check = ""] = blocks(page, "sh");
    const { code, stdout } = await host.inside(check.trim().split(" "));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^hand-over +ok: /m);
  });

  test("is started by its first client, whose own address the program in the container sees", async () => {
    expect(await service.state()).toBe("inactive");
    const localPort = await freePort();
    const { body } = await get(address, { localAddress: "127.0.0.7", localPort });
    expect(body).toMatch(`you are 127.0.0.7:${localPort}, I am [127.0.0.1/8`);
  });

  test("has no network but lo, and no process but rouse-exec and the program", async () => {
    const client = await Client.connect(address);
    await client.ask();
    const inside = await processes();
    expect(inside.map((pid) => cmdline(pid)[0])).toEqual(["/rouse-exec", "/web"]);
    for (const pid of inside) {
      expect(readlinkSync(`/proc/${pid}/ns/net`)).not.toBe(readlinkSync("/proc/self/ns/net"));
      expect(networks(pid)).toEqual(["lo"]);
      expect(readFileSync(`/proc/${pid}/cgroup`, "utf8")).toMatch(/\/web\.service$/m);
    }
    client.leave();
  });

  test("stays awake for a client, and active for systemd", async () => {
    const client = await Client.connect(address);
    await client.ask();
    await isActive();
    await pause(idleMs * 2.5);
    expect(await client.ask()).toContain("you are");
    expect(await service.state()).toBe("active");
    client.leave();
  });

  test("sleeps once nobody is connected, without a trace, and is woken again and again", async () => {
    for (let run = 1; run <= 2; run++) {
      const client = await Client.connect(address);
      await client.ask();
      const inside = await processes();
      client.leave();
      expect(await service.ended()).toEqual({
        ActiveState: "inactive",
        Result: "success",
        ExecMainCode: "1",
        ExecMainStatus: "0",
      });
      expect(await service.socketState()).toBe("active listening");
      await until(() => !inside.some(isAlive), { what: "the processes of the container to end" });
      await allGone(host);
    }
  });

  test("is stopped by systemctl, which is a success, and woken by the next client", async () => {
    const client = await Client.connect(address);
    await client.ask();
    await host.systemctl("stop", "web.service");
    expect(await service.ended()).toMatchObject({ Result: "success", ExecMainStatus: "143" });
    expect((await get(address)).status).toBe(200);
  });

  /** rouse-exec has said READY=1, and conmon has passed it on. */
  async function isActive(): Promise<void> {
    const what = () => `web.service to be active; its log:\n${service.log}`;
    await until(async () => (await service.state()) === "active", { everyMs: 50, what });
  }

  /** The container's, as numbered here. */
  async function processes(): Promise<number[]> {
    const conmon = async () => {
      // podman names it to systemd after the container has started.
      const pid = host.hostPid(await service.pid());
      return pid !== undefined && cmdline(pid)[0]?.endsWith("conmon") && pid;
    };
    return descendants(await until(conmon, { everyMs: 50, what: "conmon to be the main process" }));
  }
});

function networks(pid: number): string[] {
  const lines = readFileSync(`/proc/${pid}/net/dev`, "utf8").split("\n");
  return lines.flatMap((line) => line.match(/^ *(\S+):/)?.[1] ?? []);
}
