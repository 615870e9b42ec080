import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect } from "vitest";
import { connect } from "../harness/connect.js";
import { until, untilQuick } from "../harness/until.js";
import { addCommand, addServer, listenOf, scopes, serverPy, traces, whenAsleep } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { ask, kinds, newPlace } from "./places.js";
import type { ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(scopes)("rouse add, to the %s manager", (scope) => {
  let manager: ServiceManager;
  beforeAll(() => {
    manager = machine[scope];
  });

  test("wakes, sleeps and wakes a service, and rouse rm leaves no trace of it", async () => {
    const before = await traces(manager);
    const dry = await manager.rouse("add", "dry", "--listen", "60001", "--dry-run", "--", "cat");
    expect(dry.stdout).toContain("+ListenStream=127.0.0.1:60001\n");
    expect(dry.stdout).toContain("nothing was changed: this was --dry-run\n");
    expect(await traces(manager)).toBe(before);
    const lives = kinds.map(async (kind) => {
      const place = await newPlace(kind, manager);
      const name = `life of ${kind}`;
      const stem = `life\\x20of\\x20${kind}`;
      const said = await addServer(manager, name, place, "--idle", "1s");
      expect(said).toContain(
        `\n${name} listens on ${listenOf(place)}; the first client starts it; it sleeps after 1s without one\n`,
      );
      const first = await ask(place);
      expect(first.uid).toBe(manager.uid);
      await whenAsleep(manager, stem);
      expect((await ask(place)).pid).not.toBe(first.pid);
      const isAwake = async () => {
        await ask(place);
        const shown = await manager.show(`${stem}.socket`, "UnitFileState", "SubState");
        expect(shown.UnitFileState).toBe("enabled");
        return shown.SubState === "running";
      };
      await untilQuick(isAwake, `a socket that is running within a second of a request, ${kind}`);
      return name;
    });
    const names = await Promise.all(lives);
    // Awake, there is the lock of a report too.
    await Promise.all(kinds.map((kind) => whenAsleep(manager, `life\\x20of\\x20${kind}`)));
    const there = await traces(manager);
    expect(there).not.toBe(before);
    const shown = await manager.rouse("rm", ...names, "--dry-run");
    expect(shown.stdout, shown.stderr).toContain("-WantedBy=sockets.target\n");
    expect(await traces(manager)).toBe(there);
    const { code, stdout } = await manager.rouse("rm", ...names);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: names.map((name) => `${name} is removed\n`).join(""),
    });
    expect(await traces(manager)).toBe(before);
  });

  test("again changes the service alone, and nobody is refused meanwhile", async () => {
    const place = await newPlace("tcp", manager);
    await addServer(manager, "again", place);
    const pids = new Set([(await ask(place)).pid]);
    let isOver = false;
    const change = addServer(manager, "again", place, "--env", "CHANGED=yes").finally(() => {
      isOver = true;
    });
    const askOn = async () => {
      while (!isOver) {
        pids.add((await ask(place)).pid);
        await pause(5);
      }
    };
    const [said] = await Promise.all([change, askOn()]);
    expect(said).toContain("+Environment=CHANGED=yes\n");
    expect(said).toContain("it is awake and stays as it is until it sleeps; `rouse restart`");
    expect(pids.size).toBe(1);
    await manager.systemctl("stop", "again.service");
    expect((await ask(place)).environ).toMatchObject({ CHANGED: "yes" });
  });

  test("again with another address moves the socket, and says what that does", async () => {
    const [old, place] = [await newPlace("tcp", manager), await newPlace("tcp", manager)];
    await addServer(manager, "moves", old);
    const { pid } = await ask(old);
    mkdirSync(join(manager.unitFolder, "moves.service.d"));
    const dropIn = "moves.service.d/own.conf";
    manager.writeUnit(dropIn, "[Service]\nEnvironment=OWN=yes\n");
    await manager.daemonReload();
    const server = [...serverPy, "tcp", place.address];
    const change = ["--listen", place.address, "--json", "--", ...server];
    const { stdout } = await manager.rouse("add", "moves", ...change);
    const said = JSON.parse(stdout);
    expect(said).toMatchObject({
      api_version: 1,
      ...{ name: "moves", scope, action: "changed", dry_run: false, exposure: null },
      listen: [place.address],
      units: [
        { unit: "moves.socket", change: "changed" },
        { unit: "moves.service", change: "changed" },
      ],
    });
    expect(said.units[0].text).toContain(`ListenStream=${place.address}\n`);
    expect(said.notes).toEqual(
      expect.arrayContaining([
        "its sockets are opened anew: waiting clients are refused, and open connections end",
        expect.stringContaining(`${dropIn} takes precedence: Rouse did not write it`),
      ]),
    );
    expect((await ask(place)).pid).not.toBe(pid);
    await expect(connect(old.address)).rejects.toThrow("ECONNREFUSED");
    const removed = await manager.rouse("rm", "moves");
    expect(removed.stdout).toContain(`${dropIn} stays: Rouse did not write it\n`);
    expect(existsSync(join(manager.unitFolder, dropIn))).toBe(true);
  });
});

test("a program that ends at its start keeps its clients, for the one that is right", async () => {
  const both = scopes.map(async (scope) => {
    const manager = machine[scope];
    const place = await newPlace("tcp", manager);
    await addCommand(manager, "crashes", ["--listen", place.address], ["/bin/false"]);
    const answer = ask(place, { deadlineMs: 60_000 });
    const hasFailed = async () => {
      const { StatusText } = await manager.show("crashes.service", "StatusText");
      return /^Failing: .* [2-9] times in a row/.test(StatusText);
    };
    await until(hasFailed, { everyMs: 300, what: "two starts more" });
    const { ActiveState } = await manager.show("crashes.socket", "ActiveState");
    expect(ActiveState).toBe("active");
    await addServer(manager, "crashes", place);
    expect((await answer).uid).toBe(manager.uid);
  });
  await Promise.all(both);
});
