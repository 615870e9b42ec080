import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { guard } from "../guards/calls.js";
import { needs } from "../harness/servers.js";
import { run } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";

needs("supervisord").test(
  "supervisord links a temporary socket to its path, and is reached there",
  async () => {
    const folder = openTempDir();
    const path = join(folder, "s");
    const configuration = `
[supervisord]
nodaemon=true
logfile=${folder}/log
pidfile=${folder}/pid
childlogdir=${folder}
[unix_http_server]
file=${path}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
`;
    writeFileSync(join(folder, "conf"), configuration);
    const argv = ["supervisord", "-c", join(folder, "conf")];
    const running = guard([{ kind: "unix", address: path }], argv);
    await until(() => /RPC interface 'supervisor' initialized/.test(running.output.all()), {
      what: () => `supervisord to serve; it printed ${running.output.all()}`,
    });
    const asked = await run(["supervisorctl", "-s", `unix://${path}`, "pid"]);
    expect(asked).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\n$/) });
    expect(running.output.all()).not.toMatch(/stale/);
  },
);
