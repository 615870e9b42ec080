import { chmodSync, chownSync, lstatSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, expect } from "vitest";
import { open } from "../harness/connect.js";
import { until } from "../harness/until.js";
import { type Machine, needsMachine, startMachine } from "../systemd/machine.js";
import { ask, kinds, newPlace } from "../systemd/places.js";
import { convertAndBack, dropIn, firstProcess, rouse, snapshot } from "./debian.js";
import { clear, Written } from "./written.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(["system", "user"] as const)("a service of the %s", (scope) => {
  const manager = () => machine[scope];
  afterEach(() => clear(manager()));

  test.each(kinds)("is found where it listens, wakes there and sleeps, %s", async (kind) => {
    const web = await Written.at(manager(), kind);
    // As of those that stop it by a PID file, which find nothing to stop when it sleeps.
    await web.start(`[Service]\nExecStart=${web.command}\nExecStop=/bin/false\n`);
    const said = await convertAndBack({
      ...{ manager: manager(), unit: "web.service", program: "python3" },
      ...{ options: ["--idle", "200ms"], use: () => web.answers() },
    });
    const shown = kind === "udp" ? `udp:${web.place.address}` : web.place.address;
    expect(said).toContain(`systemd listens on ${shown}, and the first client starts it`);
  });

  test("that neither ran nor started at boot does neither afterwards", async () => {
    const web = await Written.at(manager());
    await web.write();
    const before = await snapshot(manager(), "web.service");
    expect(await web.refused("web")).toBe(
      "cannot tell where 'web.service' listens, since it is not running: start it first, or give its " +
        "addresses with --listen",
    );
    const said = await rouse(manager(), "convert", "web", "--listen", web.place.address);
    expect(said).toMatch(/^web\.service sleeps; systemd listens on /m);
    await ask(web.place);
    expect(await rouse(manager(), "convert", "web", "--undo")).toBe(
      "web.service is as it was before it was converted, and is stopped, as it was\n",
    );
    expect(await snapshot(manager(), "web.service")).toEqual(before);
  });

  test("stays awake in the hours of --awake, for which a timer starts it, until it is undone", async () => {
    const web = await Written.at(manager());
    // A timer of its name is somebody else's.
    manager().writeUnit("web.timer", "[Timer]\nOnCalendar=yearly\n");
    await web.start();
    const before = await snapshot(manager(), "web.service");
    const hours = ["--awake", "00:00-24:00", "--busy-check", "echo 50%; false"];
    await rouse(manager(), "convert", "web", "--idle", "200ms", ...hours);
    const show = () => manager().show("web-awake.timer", "ActiveState", "UnitFileState");
    expect(await show()).toMatchObject({ ActiveState: "active", UnitFileState: "enabled" });
    await ask(web.place);
    const kept = await until(
      async () => {
        const found = JSON.parse(await rouse(manager(), "status", "web", "--json"));
        return found.busy?.reason === "hours" ? found : undefined;
      },
      { what: "a service that is kept awake" },
    );
    expect(kept.vetoes).toEqual(["busy-check=echo 50%; false", "awake=00:00-24:00"]);
    await rouse(manager(), "convert", "web", "--undo");
    expect(await show()).toMatchObject({ ActiveState: "inactive", UnitFileState: "" });
    expect(await snapshot(manager(), "web.service")).toEqual(before);
    rmSync(join(manager().unitFolder, "web.timer"));
  });

  test("is as it was when its socket cannot be made, and says why", async () => {
    const web = await Written.at(manager());
    dropIn(manager(), "web.socket", "[Socket]\nExecStartPre=/bin/false\n");
    await web.start();
    const before = await snapshot(manager(), "web.service");
    const { InvocationID } = await manager().show("web.service", "InvocationID");
    const { code, stderr } = await manager().rouse("convert", "web");
    expect(code).toBe(125);
    expect(stderr).toContain("web.socket");
    expect(await snapshot(manager(), "web.service")).toEqual(before);
    const now = await manager().show("web.service", "InvocationID");
    expect(now.InvocationID).not.toBe(InvocationID);
  });
});

describe("a service of the system", () => {
  const manager = () => machine.system;
  afterEach(() => clear(manager()));

  test("can be converted another way, and goes back to what was there first", async () => {
    const web = await Written.at(manager());
    await web.start();
    const before = await snapshot(manager(), "web.service");
    await rouse(manager(), "convert", "web");
    const again = ["convert", "web", "--listen", web.place.address];
    expect(await rouse(manager(), ...again)).toMatch(
      /^web\.service is already converted like this\n/,
    );
    const other = await newPlace("unix", manager());
    expect(await rouse(manager(), ...again, "--listen", other.address, "--idle", "0")).toMatch(
      /^web\.service is changed; .*it stays awake once started\n/m,
    );
    await ask(web.place);
    await rouse(manager(), ...again);
    const { files } = await snapshot(manager(), "web.service");
    expect(Object.keys(files).filter((name) => name.endsWith(".socket"))).toEqual([
      "sockets.target.wants/web.socket",
      "web.socket",
    ]);
    await ask(web.place);
    await rouse(manager(), "convert", "web", "--undo");
    expect(await snapshot(manager(), "web.service")).toEqual(before);
  });

  test("keeps its socket open for the group that could connect to it", async () => {
    const web = await Written.at(manager(), "unix");
    await web.start();
    const { address } = web.place;
    chownSync(address, 0, 100);
    chmodSync(address, 0o660);
    await rouse(manager(), "convert", "web");
    const { mode, gid } = lstatSync(address);
    expect({ mode: mode & 0o777, gid }).toEqual({ mode: 0o660, gid: 100 });
  });

  test("goes back to what was there, also when its socket was removed by hand", async () => {
    const web = await Written.at(manager());
    await web.start();
    const before = await snapshot(manager(), "web.service");
    await rouse(manager(), "convert", "web");
    await manager().systemctl("disable", "--now", "web.socket");
    rmSync(join(manager().unitFolder, "web.socket"));
    await manager().daemonReload();
    await rouse(manager(), "convert", "web", "--undo");
    expect(await snapshot(manager(), "web.service")).toEqual(before);
  });

  test("takes those that need it along", async () => {
    const web = await Written.at(manager());
    await web.start();
    const needs = "[Unit]\nRequires=web.service\nAfter=web.service\n";
    manager().writeUnit("user.service", `${needs}[Service]\nExecStart=/bin/sleep 1000\n`);
    await manager().daemonReload();
    await manager().systemctl("start", "user.service");
    const runs = async () => (await manager().show("user.service", "ActiveState")).ActiveState;
    await rouse(manager(), "convert", "web");
    expect(await runs()).toBe("active");
    await ask(web.place);
    await rouse(manager(), "convert", "web", "--undo");
    expect(await runs()).toBe("active");
  });

  test("that cannot start is tried once a second, however many wait", async () => {
    const web = await Written.at(manager());
    const tries = join(machine.folder, "tries");
    const pre = `ExecStartPre=/bin/sh -c 'echo x >>${tries}; exit 1'`;
    await web.write(`[Service]\n${pre}\nExecStart=${web.command}\n`);
    await rouse(manager(), "convert", "web", "--listen", web.place.address);
    const begun = performance.now();
    const waiting = [1, 2, 3].map(() => open(web.place.address).on("error", () => undefined));
    const count = async () => {
      const { stdout } = await manager().inside(["cat", tries]);
      return stdout.split("\n").length - 1;
    };
    await until(async () => (await count()) >= 3, { what: "three tries" });
    expect(await count()).toBeLessThanOrEqual((performance.now() - begun) / 1000 + 2);
    for (const client of waiting) client.destroy();
  });

  test("whose condition does not hold is not tried without end", async () => {
    const web = await Written.at(manager());
    const condition = "ConditionPathExists=/nowhere";
    await web.write(`[Unit]\n${condition}\n[Service]\nExecStart=${web.command}\n`);
    const said = await rouse(manager(), "convert", "web", "--listen", web.place.address);
    expect(said).toContain(
      "should a condition of web.service not hold, web.socket closes after 20 tries",
    );
    const client = open(web.place.address).on("error", () => undefined);
    const isClosed = async () => {
      return (await manager().show("web.socket", "Result")).Result === "trigger-limit-hit";
    };
    await until(isClosed, { what: "the socket to close" });
    client.destroy();
  });
});

describe("a service of a user", () => {
  const manager = () => machine.user;
  afterEach(() => clear(manager()));

  test("that tells systemd itself when it is ready goes on doing so", async () => {
    const web = await Written.at(manager());
    await web.write(`[Service]\nType=notify\nExecStart=${web.command} --notify\n`);
    await rouse(manager(), "convert", "web", "--listen", web.place.address);
    await ask(web.place);
    expect(await firstProcess(manager(), "web.service")).toBe("rouse-exec");
    expect((await manager().show("web.service", "StatusText")).StatusText).toBe("serving");
  });

  test("whose unit has changed since is told of by rouse doctor", async () => {
    const web = await Written.at(manager());
    await web.write();
    await rouse(manager(), "convert", "web", "--listen", web.place.address);
    const line = async () => {
      const { checks } = JSON.parse((await manager().rouse("doctor", "--json")).stdout);
      const check = "user service web";
      return checks.filter((one: { check: string }) => one.check === check);
    };
    expect(await line()).toMatchObject([{ verdict: "ok", found: web.place.address }]);
    await web.write("[Service]\nExecStart=/bin/other\n");
    expect(await line()).toMatchObject([
      {
        verdict: "limited",
        found: `it runs ${web.command}, but its unit now says /bin/other`,
        next: `make it again: rouse convert web.service --user --listen ${web.place.address} --idle 10min`,
      },
    ]);
  });
});
