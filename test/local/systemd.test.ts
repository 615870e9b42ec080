import { expect, test } from "vitest";
import { freePort } from "../harness/ports.js";
import { until } from "../harness/until.js";
import { checkout, node, type UserManager } from "../systemd/manager.js";
import { installService, type Service } from "../systemd/service.js";
import { asEachUser } from "../systemd/users.js";

const deadlineMs = 60_000;

interface Unit {
  listen: string[];
  socket?: string[];
  service?: string[];
  options?: object;
}

function install(manager: UserManager, name: string, unit: Unit): Promise<Service> {
  const { listen, socket = [], service = [], options = {} } = unit;
  const json = JSON.stringify({ service: name, ...options }).replaceAll('"', '\\"');
  const exec = [node, `${checkout}/test/local/programs/serve.mjs`, `"${json}"`];
  return installService(manager, { name, listen, socket, service, exec });
}

const privately = ["SocketMode=0600", "DirectoryMode=0700"];

asEachUser("a socket-activated daemon", (manager, uid) => {
  const curl = (path: string, url = "http://localhost/") =>
    manager().inside(["curl", "--silent", "--max-time", "50", "--unix-socket", path, url]);
  const runtime = `/run/user/${uid}`;

  async function said(service: Service, word: string) {
    const line = () => service.log.match(new RegExp(`^${word} (.*)$`, "m"))?.[1];
    return JSON.parse(await until(line, { deadlineMs, what: () => `${word}:\n${service.log}` }));
  }

  test("is ready once it answers, serves its owner, stops, and leaves the socket", async () => {
    const service = await install(manager(), "local-serves", {
      listen: ["ListenStream=%t/local-serves/daemon.sock"],
      socket: privately,
      service: ["Type=notify", "Restart=on-failure"],
    });
    const path = `${runtime}/local-serves/daemon.sock`;
    const { stdout } = await curl(path);
    expect(stdout).toMatch(/^hello from \d+\n$/);
    expect(await service.state()).toBe("active");
    expect(await said(service, "ready")).toMatchObject({
      activated: true,
      endpoints: [{ network: "unix", path }],
    });
    const listed = await manager().inside(["ls", `${runtime}/local-serves`]);
    expect(listed.stdout).toMatch(/^daemon\.\d+\.json\ndaemon\.lock\ndaemon\.sock\n$/);
    await manager().systemctl("stop", "local-serves.service");
    expect(await service.ended()).toMatchObject({ Result: "success", ExecMainStatus: "0" });
    const left = await manager().inside(["ls", `${runtime}/local-serves`]);
    expect(left.stdout).toBe("daemon.lock\ndaemon.sock\n");
    expect((await curl(path)).stdout).toMatch(/^hello from/);
  });

  test("is started by the next client after SIGKILL", async () => {
    const service = await install(manager(), "local-killed", {
      listen: ["ListenStream=%t/local-killed/daemon.sock"],
      socket: privately,
      service: ["Type=notify"],
    });
    const path = `${runtime}/local-killed/daemon.sock`;
    await curl(path);
    await manager().systemctl("kill", "--signal=KILL", "local-killed.service");
    await service.ended();
    expect((await curl(path)).stdout).toMatch(/^hello from/);
  });

  test("stops when idle, and is started again", async () => {
    const service = await install(manager(), "local-idle", {
      listen: ["ListenStream=%t/local-idle/daemon.sock"],
      socket: privately,
      service: ["Type=notify"],
      options: { idle: { after: "300ms" } },
    });
    const path = `${runtime}/local-idle/daemon.sock`;
    await curl(path);
    expect(await service.ended()).toMatchObject({ Result: "success", ExecMainStatus: "0" });
    expect(await service.socketState()).toBe("active listening");
    expect((await curl(path)).stdout).toMatch(/^hello from/);
  });

  test.each([
    ["0.0.0.0:%P", "every network", /other machines may reach it at 0\.0\.0\.0/],
    ["[::]:%P", "every network of both families", /other machines may reach it at \[::\]/],
    ["%P", "a bare port", /other machines may reach it at \[::\]/],
    ["@rouse-local-%P", "an abstract name", /abstract.*ListenStream= with a path/],
  ])("is refused on %s: %s", async (text, _, reason) => {
    const port = await freePort();
    const name = `local-refused-${text.length}`;
    const address = text.replace("%P", String(port));
    const service = await install(manager(), name, { listen: [`ListenStream=${address}`] });
    await manager().systemctl("start", `${name}.service`);
    expect((await said(service, "failed")).message).toMatch(reason);
    await service.ended();
    await manager().systemctl("stop", `${name}.socket`);
  });

  test("is refused with the default modes of systemd, and the setting is named", async () => {
    const service = await install(manager(), "local-open", {
      listen: ["ListenStream=%t/local-open/daemon.sock"],
    });
    await manager().systemctl("start", "local-open.service");
    expect((await said(service, "failed")).message).toMatch(/0666.*SocketMode=0600/);
  });

  test("recognizes its own socket file in a unit that hides root and the network", async () => {
    const service = await install(manager(), "local-hidden", {
      listen: ["ListenStream=%t/local-hidden/daemon.sock"],
      socket: privately,
      service: ["Type=notify", "PrivateUsers=yes", "PrivateNetwork=yes"],
    });
    const path = `${runtime}/local-hidden/daemon.sock`;
    const { stdout } = await curl(path);
    expect([stdout, service.log]).toEqual([
      expect.stringMatching(/^hello from/),
      expect.any(String),
    ]);
  });

  test("notices a socket file that was replaced", async () => {
    const name = "local-swapped";
    const service = await install(manager(), name, {
      listen: ["ListenStream=%t/local-swapped/daemon.sock"],
      socket: privately,
    });
    const path = `${runtime}/${name}/daemon.sock`;
    await manager().inside([
      "python3",
      "-c",
      "import os,socket,sys; p=sys.argv[1]; os.remove(p); socket.socket(1).bind(p); os.chmod(p,0o600)",
      path,
    ]);
    await manager().systemctl("start", `${name}.service`);
    expect((await said(service, "failed")).message).toMatch(/does not belong to this socket/);
  });
});
