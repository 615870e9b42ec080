import { rmSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, expect } from "vitest";
import { freePort } from "../harness/ports.js";
import { type Machine, needsMachine, startMachine } from "../systemd/machine.js";
import { dropIn, readTree, rouse, snapshot, startAtBoot } from "./debian.js";
import { clear, Written } from "./written.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(["system", "user"] as const)("rouse convert of a service of the %s", (scope) => {
  const manager = () => machine[scope];
  let web: Written;
  beforeEach(async () => {
    web = await Written.at(manager());
  });
  afterEach(() => clear(manager()));

  test("--dry-run shows what would change, and changes nothing", async () => {
    await web.start();
    const { address } = web.place;
    const before = await snapshot(manager(), "web.service");
    const said = await rouse(manager(), "convert", "web", "--dry-run");
    expect(said).toContain(`+ListenStream=${address}\n`);
    expect(said).toContain("remove the link multi-user.target.wants/web.service\n");
    const copied = /rouse-exec is not at \S+ yet: it would be copied from \S+\n/;
    expect(said.replace(copied, "")).toMatch(/nothing was changed: this was --dry-run\n$/);
    const json = JSON.parse(await rouse(manager(), "convert", "web", "--dry-run", "--json"));
    expect(json).toMatchObject({
      ...{ api_version: 1, unit: "web.service", scope, action: "converted", dry_run: true },
      listen: [address],
      links: [{ path: "multi-user.target.wants/web.service", target: "../web.service" }],
      units: [
        { unit: "web.socket", change: "added" },
        { unit: "web.service", change: "added" },
      ],
    });
    expect(await snapshot(manager(), "web.service")).toEqual(before);
  });
});

describe("rouse convert of a service of the user", () => {
  const manager = () => machine.user;
  let web: Written;
  beforeEach(async () => {
    web = await Written.at(manager());
  });
  afterEach(() => clear(manager()));

  test("leaves a socket of others before it", async () => {
    await web.start();
    manager().writeUnit("web.socket", `[Socket]\nListenStream=127.0.0.1:${await freePort()}\n`);
    await manager().daemonReload();
    expect(await web.refused("web")).toBe(
      "cannot convert 'web.service': web.socket starts it already, and hands it the socket",
    );
  });

  test("takes no address that somebody else has", async () => {
    await web.start();
    const other = await Written.at(manager());
    manager().writeUnit("user.service", `[Service]\nExecStart=${other.command}\n`);
    await manager().daemonReload();
    await manager().systemctl("start", "user.service");
    await other.answers();
    const said = await web.refused("web", "--listen", other.place.address);
    expect(said).toContain(`cannot listen on ${other.place.address}`);
  });
});

describe("rouse convert of a service of the system", () => {
  const manager = () => machine.system;
  let web: Written;
  beforeEach(async () => {
    web = await Written.at(manager());
  });
  afterEach(() => clear(manager()));

  test("says what is no unit, no service, or none that was converted", async () => {
    const { code, stderr } = await manager().rouse("convert", "nobody");
    expect(code).toBe(4);
    expect(stderr).toContain(`the system service manager knows no such unit`);
    await web.write();
    const undo = ["web", "--undo"];
    const said = [
      ["a.socket"],
      ["a@"],
      undo,
      [...undo, "--idle", "1"],
      ["--user", "--system", "a"],
    ];
    const sentences = await Promise.all(said.map((args) => web.refused(...args)));
    expect(sentences).toEqual([
      "cannot convert 'a.socket': only a .service can be converted",
      "cannot convert 'a@.service': it is a template; name what runs of it, as in a@INSTANCE.service",
      "cannot undo the conversion of 'web.service': Rouse did not convert it",
      expect.stringMatching(
        /^--undo goes back to what was there, and takes no other option that converts/,
      ),
      expect.stringMatching(/^--user and --system exclude each other/),
    ]);
  });

  test("is undone also when the unit is gone by now", async () => {
    await web.write();
    await rouse(manager(), "convert", "web", "--listen", web.place.address);
    rmSync(`${manager().unitFolder}/web.service`);
    await manager().daemonReload();
    await rouse(manager(), "convert", "web", "--undo");
    expect(Object.keys(readTree(manager().unitFolder))).toEqual([]);
  });

  test("says what else will be of it", async () => {
    await web.start(`[Service]\nExecStart=${web.command}\nAppArmorProfile=-web\n`);
    dropIn(manager(), "web.service", "[Unit]\nOnSuccess=user.service\n");
    const bound = "[Unit]\nBindsTo=web.service\nAfter=web.service\n";
    manager().writeUnit("user.service", `${bound}[Service]\nExecStart=/bin/sleep 1000\n`);
    startAtBoot(manager(), "user.service", "../user.service");
    await manager().daemonReload();
    await manager().systemctl("start", "user.service");
    const args = ["--listen", `127.0.0.1:${await freePort()}`, "--dry-run", "--json"];
    const { notes } = JSON.parse(await rouse(manager(), "convert", "web", ...args));
    const { address } = web.place;
    expect(notes).toEqual([
      `web.service also listens on ${address}: clients that connect there neither wake it nor keep it awake; ` +
        `add --listen ${address}`,
      "user.service is bound to web.service and stops whenever it sleeps",
      "OnSuccess= starts user.service whenever web.service goes to sleep",
      "AppArmorProfile= must let the service execute rouse-exec",
    ]);
  });
});
