import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { converse } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { hasProgram, programPath } from "../harness/servers.js";
import { openTempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { checkout, node } from "../systemd/manager.js";
import { installService } from "../systemd/service.js";
import { asEachUser } from "../systemd/users.js";

const register = `${checkout}/dist/register.js`;
const deadlineMs = 60_000;

/** Removes what may be at its path, binds, opens its path to all, and says its pid to every client. */
const server = `
import { chmodSync, existsSync, unlinkSync } from "node:fs";
import { createServer } from "node:net";
const path = process.argv[2];
if (path && existsSync(path)) unlinkSync(path);
createServer((socket) => socket.end(String(process.pid))).listen(path ?? Number(process.env.PORT), () => {
  if (path) chmodSync(path, 0o777);
});
`;

const scripts = {
  prestart: "node --eval 0",
  start: "npm run --silent serve",
  serve: "node --eval 0 && node server.mjs",
};

function project(): string {
  const folder = openTempDir();
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", scripts }));
  writeFileSync(join(folder, "server.mjs"), server);
  return folder;
}

asEachUser("an unmodified Node program with rouse/register", (manager) => {
  test("is started by its first client, and restarted without losing one", async () => {
    const folder = project();
    const path = join(manager().folder, "web.sock");
    const service = await installService(manager(), {
      name: "web",
      listen: [`ListenStream=${path}`, "SocketMode=0640"],
      exec: [node, "--import", register, join(folder, "server.mjs"), path],
    });
    const first = await converse(path, "", { deadlineMs });
    expect(Number(first)).toBe(await service.pid());
    await manager().systemctl("restart", "web.service");
    const second = await converse(path, "", { deadlineMs });
    expect(Number(second)).toBe(await service.pid());
    expect(second).not.toBe(first);
    expect(existsSync(path)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(service.log).toBe("");
  });

  test.skipIf(!hasProgram("npm"))("is started by npm start, scripts within scripts", async () => {
    const folder = project();
    const port = await freePort();
    const service = await installService(manager(), {
      name: "app",
      listen: [`ListenStream=127.0.0.1:${port}`],
      exec: [programPath("npm"), "start"],
      service: [
        `WorkingDirectory=${folder}`,
        // Where `node` is the one of the tests.
        "Environment=PATH=/run:/usr/local/bin:/usr/bin:/bin",
        `Environment=NODE_OPTIONS=--import=${register} PORT=${port}`,
        "Environment=npm_config_update_notifier=false",
      ],
    });
    const pid = await converse(`127.0.0.1:${port}`, "", { deadlineMs });
    expect(Number(pid), service.log).toBeGreaterThan(await service.pid());
    expect(await converse(`127.0.0.1:${port}`, "", { deadlineMs })).toBe(pid);
    await manager().systemctl("stop", "app.service");
    await until(() => service.state().then((state) => state !== "active"), { what: "its end" });
  });
});
