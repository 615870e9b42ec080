import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { hasCode } from "../../src/errors/has-code.js";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { needs, programPath } from "../harness/servers.js";
import { openTempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { programPid, supervise } from "./supervised.js";

const modules = "/usr/lib/apache2/modules";

// At its own end apache signals the whole process group, and a reload is a SIGHUP to it.
needs("apache2").test("apache is reloaded by one SIGHUP once, and ends by SIGTERM", async () => {
  const { running, address, log } = await superviseApache();
  for (let reloads = 1; reloads <= 3; reloads++) {
    running.signal("SIGHUP");
    await until(() => countOf("resuming normal operations", log) === reloads + 1);
    expect((await get(address, { path: "/page" })).body).toBe("from apache\n");
  }
  expect(await running.stop()).toEqual({ code: 0, signal: null });
  expect(countOf("SIGHUP received", log)).toBe(3);
  expect(countOf("caught SIGTERM", log)).toBe(1);
  expect(running.survivors()).toEqual([]);
});

async function superviseApache() {
  const folder = openTempDir();
  const log = join(folder, "log");
  writeFileSync(join(folder, "page"), "from apache\n", { mode: 0o644 });
  const apache = [programPath("apache2"), "-D", "FOREGROUND", "-d", folder, "-f", "conf"];
  const address = `127.0.0.1:${await freePort()}`;
  writeFileSync(join(folder, "conf"), configuration(folder, address));
  const supervised = await supervise(apache, { address, detached: true });
  await programPid(supervised.running.pid, "apache2");
  await until(() => countOf("resuming normal operations", log) === 1);
  return { ...supervised, log };
}

function countOf(text: string, log: string): number {
  try {
    return readFileSync(log, "utf8").split(text).length - 1;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return 0;
    throw error;
  }
}

function configuration(folder: string, address: string): string {
  return `ServerName localhost
Listen ${address}
PidFile pid
ErrorLog log
Mutex file:${folder}
DocumentRoot ${folder}
LoadModule mpm_prefork_module ${modules}/mod_mpm_prefork.so
LoadModule authz_core_module ${modules}/mod_authz_core.so
User nobody
Group nogroup
StartServers 2
`;
}
