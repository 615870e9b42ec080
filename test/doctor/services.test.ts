import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { get } from "../harness/http.js";
import { rouseExec as built, root } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { until } from "../harness/until.js";
import { type Machine, needsMachine, startMachine } from "../systemd/machine.js";
import type { ServiceManager } from "../systemd/service-manager.js";
import { type Examined, linesOf, readFindings } from "./findings.js";

const { describe, test } = needsMachine();

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** Neither in a checkout nor in a folder that is emptied. */
const rouseExec = "/run/rouse-exec";

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
  copyFileSync(built, machine.system.inRoot(rouseExec));
});

interface Written {
  name: string;
  port: number;
  of?: string;
  program?: string;
  socket?: string;
}

/** As `rouse add` does it, in short. */
function add(manager: ServiceManager, { name, port, of = version, ...text }: Written): void {
  const { program = "/usr/bin/python3 -m http.server", socket = "" } = text;
  const own = `[X-Rouse]\nName=${name}\nVersion=${of}\nKind=add\nCommand=rouse add ${name} …\n`;
  const listen = `[Socket]\nListenStream=127.0.0.1:${port}\n${socket}\n`;
  manager.writeUnit(`${name}.socket`, `${listen}[Install]\nWantedBy=sockets.target\n${own}`);
  const exec = `${rouseExec} --ready -- ${program} ${port} --bind 127.0.0.1`;
  const service = `[Service]\nType=notify\nKillMode=mixed\nExecStart=${exec}\n`;
  manager.writeUnit(`${name}.service`, service + own);
}

function dropIn(manager: ServiceManager, name: string, text: string): void {
  const folder = join(manager.unitFolder, `${name}.service.d`);
  mkdirSync(folder);
  writeFileSync(join(folder, "own.conf"), text);
}

const names = [
  ...["well", "old", "stopped", "limited", "replaced", "changed", "gone", "lost", "unread", "bad"],
  ...["masked", "twice", "killed"],
];

describe.each(["system", "user"] as const)("of services of the %s that Rouse wrote", (scope) => {
  const flag = scope === "user" ? "--user " : "";
  const ports = new Map<string, number>();
  let found: Examined;

  function lines(name: string): string[] {
    return linesOf(found, `${scope} service ${name}`);
  }

  beforeAll(async () => {
    const manager = machine[scope];
    for (const name of names) ports.set(name, await freePort());
    for (const [name, port] of ports) add(manager, { name, port });
    const port = (name: string) => ports.get(name) ?? 0;
    add(manager, { name: "old", port: port("old"), of: "0.0.9" });
    const limit = "TriggerLimitIntervalSec=1min\nTriggerLimitBurst=2";
    add(manager, { name: "limited", port: port("limited"), socket: limit, program: "/bin/false" });
    add(manager, { name: "gone", port: port("gone"), program: "/opt/gone/server" });
    dropIn(manager, "replaced", "[Service]\nExecStart=\nExecStart=/bin/sleep 1\n");
    dropIn(manager, "changed", "[Service]\nNice=5\n");
    dropIn(manager, "killed", "[Service]\nKillMode=control-group\n");
    const byHand = `[Service]\nExecStart=-${rouseExec} -- /bin/sleep 1\n`;
    manager.writeUnit("hand@.service", byHand);
    manager.writeUnit("mixed.service", `${byHand}KillMode=mixed\n`);
    manager.writeUnit("sleep.service", "[Service]\nExecStart=/bin/sleep 1\n");
    dropIn(manager, "sleep", `[Service]\nExecStart=\n${byHand}`);
    dropIn(manager, "lost", "[Service]\nExecStart=\nExecStart=/opt/gone/rouse-exec -- /bin/sh\n");
    await manager.daemonReload();
    await manager.systemctl("enable", "--now", ...names.map((name) => `${name}.socket`));
    await manager.systemctl("disable", "--now", "stopped.socket");
    manager.writeUnit("bad.service", "[Service]\nType=notify\n");
    rmSync(join(manager.unitFolder, "masked.service"));
    await manager.systemctl("mask", "masked.service");
    await manager.daemonReload();
    manager.writeUnit("unread.service", "[Service]\nExecStart=/bin/true\n");
    const twin = `[Socket]\nListenStream=0.0.0.0:${port("twice")}\n[X-Rouse]\nName=my api\n`;
    manager.writeUnit("my-api.socket", `${twin}Version=${version}\nKind=add\nCommand=x\n`);
    const isClosed = async () => {
      await get(`127.0.0.1:${port("limited")}`).catch(() => undefined);
      return (await manager.show("limited.socket", "Result")).Result === "trigger-limit-hit";
    };
    await until(isClosed, { what: "the limit to be hit" });
    found = readFindings(await manager.rouse("doctor", "--json"));
  });

  test("one with which nothing is wrong is a line that says where it is", () => {
    expect(lines("well")).toEqual([`ok: 127.0.0.1:${ports.get("well")}`]);
  });

  test("one whose manager does not answer is not said to be known", () => {
    const others = found.checks.filter(({ check }) => check === "system service well");
    const asked = scope === "system" ? "" : " \\(its manager does not answer\\)";
    expect(others.map((one) => one.found)).toEqual([
      expect.stringMatching(`^127\\.0\\.0\\.1:\\d+${asked}$`),
    ]);
  });

  test("one that an older Rouse wrote is to be made again", () => {
    expect(lines("old")).toEqual([
      `limited: its units were written by Rouse 0.0.9, and this is ${version}; make it again: rouse add old …`,
    ]);
  });

  test("one that is stopped and not enabled says both", () => {
    expect(lines("stopped")).toEqual([
      "limited: nobody can connect, since stopped.socket is stopped; `rouse start stopped`",
      "limited: it does not start at the next boot, since stopped.socket is not enabled; " +
        `\`systemctl ${flag}enable stopped.socket\``,
    ]);
  });

  test("one whose socket hit its limit cannot be reached", () => {
    expect(lines("limited")).toContain(
      "missing: nobody can connect, since limited.socket failed: trigger-limit-hit; `rouse start limited`",
    );
    expect(found.stderr).toContain(`${scope} service limited`);
    expect(found.code).toBe(1);
  });

  test("one whose ExecStart= a drop-in of others replaces gets no socket", () => {
    const folder = scope === "system" ? "/etc/systemd/system" : machine.user.unitFolder;
    expect(lines("replaced")).toEqual([
      "missing: its program gets no socket, since rouse-exec does not start it: " +
        `${folder}/replaced.service.d/own.conf replaces ExecStart=; ` +
        "take that back, or make it again: rouse add replaced …",
    ]);
  });

  test("one with a drop-in of others that changes something else is all right", () => {
    expect(lines("changed")).toEqual([expect.stringMatching(/^ok: /)]);
  });

  const afterStop =
    "at a stop or restart systemd signals the program beside rouse-exec, and a client that connects then may be lost";

  test("one whose program a drop-in has systemd signal may lose a client", () => {
    expect(lines("killed")).toEqual([
      `limited: its KillMode= is control-group: ${afterStop}; ` +
        `\`systemctl ${flag}edit killed.service\`, and write [Service] and KillMode=mixed`,
    ]);
  });

  test("one that was written by hand may too, and is named for that alone", () => {
    for (const unit of ["hand@.service", "sleep.service"]) {
      expect(linesOf(found, `${scope} unit ${unit}`)).toEqual([
        `limited: its KillMode= is control-group: ${afterStop}; ` +
          `\`systemctl ${flag}edit ${unit}\`, and write [Service] and KillMode=mixed`,
      ]);
    }
    expect(linesOf(found, `${scope} unit mixed.service`)).toEqual([]);
    expect(linesOf(found, `${scope} unit well.service`)).toEqual([]);
  });

  test("one whose program or rouse-exec is gone is to be made again", () => {
    expect(lines("gone")).toEqual([
      "missing: /opt/gone/server is gone; make it again: rouse add gone …",
    ]);
    expect(lines("lost")).toEqual([
      "missing: /opt/gone/rouse-exec is gone; make it again: rouse add lost …",
    ]);
  });

  test("one whose units systemd has not read again is said to be", () => {
    expect(lines("unread")).toEqual([
      "limited: systemd has not read unread.service since it was changed; " +
        `\`systemctl ${flag}daemon-reload\``,
    ]);
  });

  test("one that systemd does not load, or that is masked, says so", () => {
    expect(lines("bad")).toEqual([
      `missing: systemd does not load bad.service: bad-setting; \`systemctl ${flag}status bad.service\` says why`,
    ]);
    expect(lines("masked")).toEqual([
      `missing: systemd does not load masked.service: masked; \`systemctl ${flag}unmask masked.service\``,
    ]);
  });

  test("one at the address of another names it", () => {
    expect(lines("twice")).toEqual([
      `missing: 127.0.0.1:${ports.get("twice")} belongs to the service my api of the ${scope} as well; ` +
        "remove one of the two with `rouse rm 'my api'`",
    ]);
    expect(lines("my api")).toContain(
      `missing: 0.0.0.0:${ports.get("twice")} belongs to the service twice of the ${scope} as well; ` +
        "remove one of the two with `rouse rm twice`",
    );
  });
});
