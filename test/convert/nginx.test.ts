import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { type Machine, needsMachine, startMachine } from "../systemd/machine.js";
import { convertAndBack, dropIn, installUnits, rouse, startAtBoot } from "./debian.js";

const { test } = needsMachine("nginx");

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

/** Debian's unit, where nginx reads a configuration of the tests. */
async function startNginx(): Promise<string> {
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
  await manager.daemonReload();
  await manager.systemctl("restart", "nginx.service");
  return `127.0.0.1:${port}`;
}

/** Type=forking with a PIDFile=, ExecStartPre= that tries the configuration, and ExecStop= by the PID file. */
test("Debian's nginx is converted, wakes and sleeps, and is as it was", async () => {
  const { system: manager } = machine;
  startAtBoot(manager, "nginx.service", "/lib/systemd/system/nginx.service");
  const address = await startNginx();
  const said = await convertAndBack({
    ...{ manager, unit: "nginx.service", program: "nginx", options: ["--idle", "300ms"] },
    use: async () => {
      const { body } = await get(address);
      expect(body).toBe("from nginx");
    },
  });
  expect(said).toMatch(/^--- \/dev\/null\n\+\+\+ \/etc\/systemd\/system\/nginx\.socket\n/);
  const sentences = said.split("\n").slice(-3).join("\n");
  expect(sentences).toBe(
    `nginx.service was stopped and sleeps; systemd listens on ${address}, and the first client ` +
      "starts it; it sleeps after 300ms without one\nundo it with: rouse convert nginx.service --undo\n",
  );
});

/** Its ExecStop= sends SIGQUIT from a process that is not the service manager: nginx would keep the passed socket. */
test("Debian's nginx is restarted without losing a client", async () => {
  const { system: manager } = machine;
  const address = await startNginx();
  expect(await rouse(manager, "convert", "nginx.service")).not.toContain("ExecStop= of");
  let isOver = false;
  const lost: unknown[] = [];
  const clients = [1, 2, 3, 4].map(async () => {
    while (!isOver) await get(address).catch((error) => lost.push(error));
  });
  const starts = new Set<string>();
  for (let restarts = 0; restarts < 10; restarts++) {
    await rouse(manager, "restart", "nginx");
    await get(address);
    starts.add((await manager.show("nginx.service", "InvocationID")).InvocationID);
  }
  isOver = true;
  await Promise.all(clients);
  expect(lost).toEqual([]);
  expect(starts.size).toBe(10);
  const asked = ["Result", "ExecStop", "KillSignal"] as const;
  const facts = await manager.show("nginx.service", ...asked);
  expect(facts).toMatchObject({ Result: "success", ExecStop: "", KillSignal: "3" });
});
