import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { get } from "../harness/http.js";
import { root } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { until } from "../harness/until.js";
import { type Machine, startMachine } from "../systemd/machine.js";
import { rouseExec } from "../systemd/service.js";
import { type Examined, linesOf, readFindings } from "./findings.js";

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe.each(["system", "user"] as const)("a service of Rouse, of the %s", (scope) => {
  const written = new Set<string>();
  const manager = () => machine[scope];
  const flag = scope === "user" ? "--user " : "";

  afterEach(async () => {
    await manager().systemctl("stop", ...[...written].map((name) => `${name}.socket`));
    await manager().inside(["systemctl", `--${scope}`, "reset-failed"]);
    for (const name of written) {
      for (const suffix of [".socket", ".service", ".service.d"]) {
        rmSync(join(manager().unitFolder, name + suffix), { recursive: true, force: true });
      }
    }
    written.clear();
    await manager().daemonReload();
  });

  async function examine(): Promise<Examined> {
    return readFindings(await manager().rouse("doctor", "--json"));
  }

  interface Written {
    name?: string;
    port: number;
    of?: string;
    program?: string;
    socket?: string;
  }

  /** As `rouse add` does it, in short. */
  async function add({ name = "web", port, of = version, ...text }: Written): Promise<void> {
    const { program = "/usr/bin/python3 -m http.server", socket = "" } = text;
    const own = `[X-Rouse]\nName=${name}\nVersion=${of}\nKind=add\nCommand=rouse add ${name} …\n`;
    const listen = `[Socket]\nListenStream=127.0.0.1:${port}\n${socket}\n`;
    const install = "[Install]\nWantedBy=sockets.target\n";
    manager().writeUnit(`${name}.socket`, listen + install + own);
    const exec = `${rouseExec} --ready -- ${program} ${port} --bind 127.0.0.1`;
    manager().writeUnit(`${name}.service`, `[Service]\nType=notify\nExecStart=${exec}\n${own}`);
    written.add(name);
    await manager().daemonReload();
    await manager().systemctl("enable", "--now", `${name}.socket`);
  }

  function dropIn(name: string, text: string): void {
    const folder = join(manager().unitFolder, `${name}.service.d`);
    mkdirSync(folder);
    writeFileSync(join(folder, "own.conf"), text);
  }

  test("with which nothing is wrong is one line", async () => {
    const port = await freePort();
    await add({ port });
    const found = await examine();
    expect(linesOf(found, "service web")).toEqual([`ok: 127.0.0.1:${port}, of the ${scope}`]);
    expect(found.code).toBe(0);
  });

  test("that an older Rouse wrote is to be made again", async () => {
    await add({ port: await freePort(), of: "0.0.9" });
    const found = await examine();
    expect(linesOf(found, "service web")).toEqual([
      `limited: its units are of Rouse 0.0.9, this is ${version}; make it again: rouse add web …`,
    ]);
    expect(found.code).toBe(0);
  });

  test("that is stopped and not enabled says both", async () => {
    await add({ port: await freePort() });
    await manager().systemctl("disable", "--now", "web.socket");
    expect(linesOf(await examine(), "service web")).toEqual([
      "limited: nobody can connect, web.socket is stopped; `rouse start web`",
      `limited: it is gone after the next boot: web.socket is not enabled; \`systemctl ${flag}enable web.socket\``,
    ]);
  });

  test("whose socket hit its limit cannot be reached", async () => {
    const port = await freePort();
    const socket = "TriggerLimitIntervalSec=1min\nTriggerLimitBurst=2";
    await add({ port, socket, program: "/bin/false" });
    const isClosed = async () => {
      await get(`127.0.0.1:${port}`).catch(() => undefined);
      return (await manager().show("web.socket", "Result")).Result === "trigger-limit-hit";
    };
    await until(isClosed, { deadlineMs: 15_000, what: "the limit to be hit" });
    const found = await examine();
    expect(linesOf(found, "service web")).toContain(
      "missing: nobody can connect, web.socket failed: trigger-limit-hit; `rouse start web`",
    );
    expect(found.stderr).toContain("service web");
    expect(found.code).toBe(1);
  });

  test("whose ExecStart= a drop-in of others replaces gets no socket", async () => {
    await add({ port: await freePort() });
    dropIn("web", "[Service]\nExecStart=\nExecStart=/bin/sleep 1\n");
    await manager().daemonReload();
    const file = join(
      scope === "system" ? "/etc/systemd/system" : manager().unitFolder,
      "web.service.d/own.conf",
    );
    expect(linesOf(await examine(), "service web")).toEqual([
      `missing: its program gets no socket, rouse-exec is not before it: ${file} replaces ExecStart=; ` +
        "take that back, or make it again: rouse add web …",
    ]);
  });

  test("with a drop-in of others that changes something else is all right", async () => {
    await add({ port: await freePort() });
    dropIn("web", "[Service]\nNice=5\n");
    await manager().daemonReload();
    expect(linesOf(await examine(), "service web")).toEqual([expect.stringMatching(/^ok: /)]);
  });

  test("whose program or rouse-exec is gone is to be made again", async () => {
    await add({ port: await freePort(), program: "/opt/gone/server" });
    expect(linesOf(await examine(), "service web")).toEqual([
      "missing: /opt/gone/server is gone; make it again: rouse add web …",
    ]);
    dropIn("web", "[Service]\nExecStart=\nExecStart=/opt/gone/rouse-exec -- /bin/sh\n");
    await manager().daemonReload();
    expect(linesOf(await examine(), "service web")).toEqual([
      "missing: /opt/gone/rouse-exec is gone; make it again: rouse add web …",
    ]);
  });

  test("whose units systemd has not read again is said to be", async () => {
    await add({ port: await freePort() });
    manager().writeUnit("web.service", "[Service]\nExecStart=/bin/true\n");
    expect(linesOf(await examine(), "service web")).toEqual([
      `limited: systemd has not read web.service since it was changed; \`systemctl ${flag}daemon-reload\``,
    ]);
  });

  test("that systemd does not take, or that is masked, says so", async () => {
    await add({ port: await freePort() });
    manager().writeUnit("web.service", "[Service]\nType=notify\n");
    await manager().daemonReload();
    expect(linesOf(await examine(), "service web")).toEqual([
      `missing: systemd does not take web.service: bad-setting; \`systemctl ${flag}status web.service\` says why`,
    ]);
    rmSync(join(manager().unitFolder, "web.service"));
    await manager().systemctl("mask", "web.service");
    expect(linesOf(await examine(), "service web")).toEqual([
      `missing: systemd does not take web.service: masked; \`systemctl ${flag}unmask web.service\``,
    ]);
  });

  test("at the address of another names it", async () => {
    const port = await freePort();
    await add({ port });
    await add({ name: "my-api", port: await freePort() });
    const text = `[Socket]\nListenStream=0.0.0.0:${port}\n[Install]\nWantedBy=sockets.target\n[X-Rouse]\nName=my api\n`;
    manager().writeUnit("my-api.socket", `${text}Version=${version}\nKind=add\nCommand=x\n`);
    const found = await examine();
    expect(linesOf(found, "service web")).toEqual([
      `missing: 127.0.0.1:${port} is the service my api of the ${scope} as well; ` +
        "remove one of the two with `rouse rm 'my api'`",
    ]);
    expect(linesOf(found, "service my api")).toContain(
      `missing: 0.0.0.0:${port} is the service web of the ${scope} as well; ` +
        "remove one of the two with `rouse rm web`",
    );
  });
});
