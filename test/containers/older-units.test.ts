import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { olderUnits } from "../doctor/older-units.js";
import { get } from "../harness/http.js";
import { root } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { checkout, type ServiceManager } from "../systemd/service-manager.js";
import { needsPodman } from "./host.js";
import { rouseWith, startQuadletHost } from "./quadlet.js";

const { describe, test } = needsPodman();

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe.each(["user", "system"] as const)(
  "containers of the %s, by the units of 0.1.0",
  (scope) => {
    let host: ServiceManager;
    beforeAll(async () => {
      host = await startQuadletHost(scope);
    });

    async function act(script: string): Promise<void> {
      expect(await host.inside(["sh", "-c", script])).toMatchObject({ code: 0 });
    }

    test("they work, and are mended while the service is awake", async () => {
      const port = await freePort();
      const address = `127.0.0.1:${port}`;
      const copy = `${scope === "user" ? `${host.home}/.local/lib` : "/usr/lib"}/rouse/${version}/rouse-exec`;
      const fleeting = `${host.folder}/node_modules/rouse/rouse-exec`;
      await act(`install -D -m 755 ${checkout}/rouse-exec/build/rouse-exec ${fleeting}`);
      const containers =
        scope === "user" ? `${host.home}/.config/containers/systemd` : "/etc/containers/systemd";
      await act(`mkdir -p ${containers}`);
      for (const [name, text] of olderUnits(`podman-${scope}`, port, fleeting)) {
        // The image of these tests has another program, and is told the port.
        const own = text
          .replace("-- /server", `-- /web :${port}`)
          .replace(/^Command=.*/m, `$& -- :${port}`);
        const folder = name.endsWith(".container") ? containers : host.unitFolder;
        await act(`cat >${folder}/${name} <<'END'\n${own}END`);
      }
      await host.daemonReload();
      await host.systemctl("enable", "--now", "web.socket");
      expect((await get(address)).body).toContain("you are 127.0.0.1:");

      const { MainPID } = await host.show("web.service", "MainPID");
      const mended = await rouseWith(host, "newer", ["doctor", "--fix", "--yes"]);
      expect([mended.code, mended.stderr]).toEqual([0, ""]);
      expect(mended.stdout).toContain(`\n-Volume=${fleeting}:/rouse-exec:ro\n`);
      expect(mended.stdout).toContain(`\n+Volume=${copy}:/rouse-exec:ro\n`);
      expect(mended.stdout).toContain("web is mended; its next start is by these units\n");
      expect(await host.show("web.service", "MainPID")).toEqual({ MainPID });
      expect((await get(address)).body).toContain("you are 127.0.0.1:");

      await host.systemctl("stop", "web.service");
      await act(`rm -r ${host.folder}/node_modules`);
      expect((await get(address)).body).toContain("you are 127.0.0.1:");
      const { stdout } = await rouseWith(host, "newer", ["doctor"]);
      expect(stdout).toMatch(/service web +ok /);
    });
  },
);
