import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { type Machine, needsMachine, startMachine } from "../systemd/machine.js";
import { convertAndBack, dropIn, installUnits, startAtBoot } from "./debian.js";

const { test } = needsMachine("nginx");

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

/** Type=forking with a PIDFile=, ExecStartPre= that tries the configuration, and ExecStop= by the PID file. */
test("Debian's nginx is converted, wakes and sleeps, and is as it was", async () => {
  const { system: manager, folder } = machine;
  const port = await freePort();
  const conf = join(folder, "nginx.conf");
  const server = `server { listen 127.0.0.1:${port}; location / { return 200 "from nginx"; } }`;
  writeFileSync(conf, `pid /run/nginx.pid; events {} http { access_log off; ${server} }`);
  installUnits(machine, "nginx.service");
  dropIn(
    manager,
    "nginx.service",
    `[Service]
ExecStartPre=
ExecStartPre=/usr/sbin/nginx -e stderr -t -q -c ${conf}
ExecStart=
ExecStart=/usr/sbin/nginx -e stderr -c ${conf} -g 'daemon on; master_process on;'
`,
  );
  startAtBoot(manager, "nginx.service", "/lib/systemd/system/nginx.service");
  await manager.daemonReload();
  await manager.systemctl("start", "nginx.service");
  const said = await convertAndBack({
    ...{ manager, unit: "nginx.service", program: "nginx", options: ["--idle", "300ms"] },
    use: async () => {
      const { body } = await get(`127.0.0.1:${port}`);
      expect(body).toBe("from nginx");
    },
  });
  expect(said).toMatch(/^--- \/dev\/null\n\+\+\+ \/etc\/systemd\/system\/nginx\.socket\n/);
  const sentences = said.split("\n").slice(-3).join("\n");
  expect(sentences).toBe(
    `nginx.service was stopped and sleeps; systemd listens on 127.0.0.1:${port}, and the first client ` +
      "starts it; it sleeps after 300ms without one\nundo it with: rouse convert nginx.service --undo\n",
  );
});
