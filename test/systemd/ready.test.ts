import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { converse } from "../harness/connect.js";
import { until } from "../harness/until.js";
import { Load } from "./load.js";
import { checkout } from "./manager.js";
import { ask, type Kind, kinds, newPlace } from "./places.js";
import { installService, rouseExec, serverPy } from "./service.js";
import { asEachUser } from "./users.js";

const gate = ["/usr/bin/python3", `${checkout}/test/programs/ready-gate.py`];
const daemon = ["/usr/bin/python3", `${checkout}/test/programs/process-daemon.py`, "after"];
const hangs = ["/usr/bin/python3", `${checkout}/test/programs/ready-hangs.py`];

asEachUser("Type=notify with --ready", (manager) => {
  test.each(kinds)("is active when the program listens, and not before, %s", async (kind) => {
    const file = join(manager().folder, `gate-${kind}`);
    const { place, service } = await install(kind, [...gate, file, ...serverPy]);
    const started = manager().systemctl("start", `${kind}.service`);
    await until(() => service.log.includes("waiting"), { what: "the program to run" });
    // rouse-exec says that after it has started the program.
    await until(async () => (await service.show("StatusText")).StatusText, { what: "its status" });
    expect(await service.show("ActiveState", "StatusText")).toEqual({
      ActiveState: "activating",
      StatusText: "Starting: the program does not listen on every passed socket yet",
    });
    writeFileSync(file, "");
    await started;
    expect(await service.show("ActiveState", "StatusText")).toEqual({
      ActiveState: "active",
      StatusText: "Running: listens on 1 of 1 passed sockets",
    });
    expect((await ask(place)).ppid).toBe(await service.pid());
  });

  test("is active when a daemon listens, whose first process has ended", async () => {
    const { place, service } = await install("tcp", daemon);
    await manager().systemctl("start", "tcp.service");
    expect(await service.show("ActiveState", "NRestarts")).toEqual({
      ActiveState: "active",
      NRestarts: "0",
    });
    const pid = Number(await converse(place.address, ""));
    await manager().systemctl("stop", "tcp.service");
    expect(await service.ended()).toMatchObject({ Result: "success" });
    expect(manager().hostPid(pid)).toBeUndefined();
  });

  test("has failed, and was never active, when the program ends before it listens", async () => {
    const { service } = await install("tcp", ["/bin/sh", "-c", "'exit 3'"]);
    await expect(manager().systemctl("start", "tcp.service")).rejects.toThrow();
    expect(await service.ended()).toMatchObject({ Result: "exit-code", ExecMainStatus: "3" });
    expect(await service.show("ActiveEnterTimestamp")).toEqual({ ActiveEnterTimestamp: "" });
  });

  test("sleeps with success and is woken by the next client", async () => {
    const cycles = kinds.map(async (kind) => {
      const { place, service } = await install(kind, serverPy, ["--exit-idle-time=500ms"]);
      const { pid } = await ask(place);
      expect(await service.ended()).toMatchObject({ ActiveState: "inactive", Result: "success" });
      expect((await ask(place)).pid).not.toBe(pid);
    });
    await Promise.all(cycles);
  });

  test("restarts under load without refusing anybody", async () => {
    const { place } = await install("tcp", serverPy, [], ["--finish"]);
    const load = new Load(place);
    for (const runs of [1, 2, 3]) {
      const what = () => `run ${runs} to answer; ${load.errors}`;
      await until(() => load.pids.size >= runs, { what });
      if (runs < 3) await manager().systemctl("restart", "tcp.service");
    }
    await load.stop();
    expect(load.errors).toEqual([]);
  });

  test("WatchdogSec= ends a program that accepts nobody, and the next run serves who waited", async () => {
    const exec = [...hangs, join(manager().folder, "hung"), ...serverPy];
    const watchdog = ["WatchdogSec=4s", "Restart=on-watchdog", "RestartSec=50ms"];
    const { place, service } = await install("tcp", exec, [], [], watchdog);
    expect((await ask(place)).ppid).toBe(await service.pid());
    expect(service.log).toMatch(/hangs\n.*a client has waited to be accepted.*ready\n/s);
    expect(await service.show("NRestarts")).toEqual({ NRestarts: "1" });
  });

  async function install(
    kind: Kind,
    argv: string[],
    options: string[] = [],
    more: string[] = [],
    lines: string[] = [],
  ) {
    const place = await newPlace(kind, manager());
    const address = argv === daemon ? [place.address] : [kind, place.address];
    const exec = [rouseExec, "--ready", ...options, ...argv, ...address, ...more];
    const service = ["Type=notify", ...lines];
    const text = { name: kind, listen: [place.listen], exec, service };
    return { place, service: await installService(manager(), text) };
  }
});
