import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect } from "vitest";
import { get } from "../harness/http.js";
import { root } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { type Machine, needsMachine, startMachine } from "../systemd/machine.js";
import { checkout, type ServiceManager } from "../systemd/service-manager.js";
import { linesOf, readFindings } from "./findings.js";
import { olderUnits } from "./older-units.js";

const { describe, test } = needsMachine();

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const old = "0.0.9";

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(["user", "system"] as const)("rouse doctor --fix, services of the %s", (scope) => {
  let manager: ServiceManager;
  let copies: string;

  beforeAll(() => {
    manager = machine[scope];
    copies = scope === "system" ? "/usr/lib/rouse" : `${manager.home}/.local/lib/rouse`;
  });

  afterEach(async () => {
    const units = ["web.socket", "web.service"];
    await manager.inside(["systemctl", `--${scope}`, "disable", "--now", ...units]);
    await act(`rm -rf ${manager.unitFolder}/web.* ${copies} ${manager.folder}/node_modules`);
    await manager.daemonReload();
  });

  /** As the owner of the services. */
  async function act(script: string): Promise<void> {
    expect(await manager.inside(["sh", "-c", script])).toMatchObject({ code: 0 });
  }

  async function write(units: ReadonlyMap<string, string>): Promise<void> {
    if (units.has("zz-rouse.conf")) await act(`mkdir ${manager.unitFolder}/web.service.d`);
    for (const [name, text] of units) {
      manager.writeUnit(name === "zz-rouse.conf" ? `web.service.d/${name}` : name, text);
    }
  }

  /** Puts the rouse-exec of today at a path. */
  function install(path: string): Promise<void> {
    return act(`install -D -m 755 ${checkout}/rouse-exec/build/rouse-exec '${path}'`);
  }

  async function doctorLines(): Promise<string[]> {
    const found = readFindings(await manager.rouse("doctor", "--json"));
    return [...linesOf(found, `${scope} service web`), ...linesOf(found, "left over")];
  }

  test("units as 0.1.0 wrote them work; they get a rouse-exec that stays, and what is awake goes on", async () => {
    const port = await freePort();
    const fleeting = `${manager.folder}/node_modules/rouse/rouse-exec`;
    await install(fleeting);
    await write(olderUnits(`add-${scope}`, port, fleeting));
    await manager.daemonReload();
    await manager.systemctl("enable", "--now", "web.socket");
    expect((await get(`127.0.0.1:${port}`)).status).toBe(200);
    const { MainPID } = await manager.show("web.service", "MainPID");
    expect(await doctorLines()).toEqual([
      `limited: it runs ${fleeting}, which goes with the package, checkout or folder that it is in; ` +
        "`rouse doctor --fix` shows the cure, and asks",
    ]);

    const shown = await manager.rouse("doctor", "--fix");
    expect(shown.stdout).toContain(`-ExecStart=${fleeting} `);
    expect(shown.stdout).toContain(`+ExecStart=${copies}/${version}/rouse-exec `);
    expect([shown.code, shown.stderr]).toEqual([
      125,
      expect.stringContaining("nothing was changed, since there is no terminal to ask on"),
    ]);
    expect(readFileSync(join(manager.unitFolder, "web.service"), "utf8")).toContain(fleeting);

    const service = join(manager.unitFolder, "web.service");
    writeFileSync(
      service,
      readFileSync(service, "utf8").replace("[Service]\n", "[Service]\nNice=7\n"),
    );
    const mended = await manager.rouse("doctor", "--fix", "--yes");
    expect([mended.code, mended.stderr]).toEqual([0, ""]);
    expect(mended.stdout).toContain("web differs from what this Rouse writes");
    expect(readFileSync(service, "utf8")).toContain("Nice=7\n");
    expect(readFileSync(service, "utf8")).toContain(`\nExecStart=${copies}/${version}/rouse-exec `);
    expect(await manager.show("web.service", "MainPID")).toEqual({ MainPID });
    expect((await get(`127.0.0.1:${port}`)).status).toBe(200);

    await manager.systemctl("stop", "web.service");
    expect((await get(`127.0.0.1:${port}`)).status).toBe(200);
    expect(await doctorLines()).toEqual([`ok: 127.0.0.1:${port}`]);
  });

  test("the copy of an older version is left, and its service is mended; it then goes", async () => {
    const port = await freePort();
    const path = `${copies}/${old}/rouse-exec`;
    await install(path);
    await write(olderUnits(`sandbox-${scope}`, port, path));
    await manager.daemonReload();
    await manager.systemctl("enable", "--now", "web.socket");
    expect((await get(`127.0.0.1:${port}`)).status).toBe(200);
    await manager.systemctl("stop", "web.service");
    expect(await doctorLines()).toEqual([
      `limited: it runs ${path}, and rouse-exec ${version} is installed; \`rouse doctor --fix\` shows the cure, and asks`,
    ]);
    const { code, stdout, stderr } = await manager.rouse("doctor", "--fix", "--yes");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`${path} is removed: no unit names it`);
    expect(readdirSync(manager.inRoot(copies))).toEqual([version]);
    expect((await get(`127.0.0.1:${port}`)).status).toBe(200);
    expect(await manager.rouse("rm", "web")).toMatchObject({ code: 0 });
    expect(await doctorLines()).toEqual([
      `ok: no unit names ${copies}/${version}/rouse-exec; \`rouse doctor --fix\` removes it`,
    ]);
  });

  test("a converted service as 0.1.0 wrote it works, and is mended", async () => {
    const port = await freePort();
    const fleeting = `${manager.folder}/node_modules/rouse/rouse-exec`;
    const units = olderUnits(`convert-${scope}`, port, fleeting);
    const [, original] = /^Original=(.*)$/m.exec(units.get("zz-rouse.conf") ?? "") ?? [];
    manager.writeUnit("web.service", `[Service]\nExecStart=${original}\n`);
    await install(fleeting);
    await write(units);
    await manager.daemonReload();
    await manager.systemctl("enable", "--now", "web.socket");
    expect((await get(`127.0.0.1:${port}`)).status).toBe(200);
    const { code, stdout, stderr } = await manager.rouse("doctor", "--fix", "--yes");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("web is mended");
    const dropIn = readFileSync(join(manager.unitFolder, "web.service.d/zz-rouse.conf"), "utf8");
    expect(dropIn).toContain(`\nExecStart=${copies}/${version}/rouse-exec `);
    await manager.systemctl("stop", "web.service");
    expect((await get(`127.0.0.1:${port}`)).status).toBe(200);
  });
});
