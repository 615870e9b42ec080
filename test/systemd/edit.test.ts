import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { connect } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { tempDir } from "../harness/temp.js";
import { addServer, rouseIn, type Said, scopes, serverPy, traces } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { ask, newPlace, type Place } from "./places.js";
import type { ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

describe.each(scopes)("rouse edit, of a service of the %s manager", (scope) => {
  let manager: ServiceManager;
  let place: Place;
  beforeAll(async () => {
    manager = machine[scope];
    place = await newPlace("tcp", manager);
    await addServer(manager, "my app", place);
  });

  /** With an editor that is this sed script. */
  function edit(script: string, ...options: string[]): Promise<Said> {
    const EDITOR = `sed -i ${script}`;
    return rouseIn(manager, { EDITOR, VISUAL: "" }, "edit", "my app", `--${scope}`, ...options);
  }

  function unit(name: string): string {
    return readFileSync(join(manager.unitFolder, `my\\x20app.${name}`), "utf8");
  }

  test("changes the service and leaves its socket alone", async () => {
    const { pid } = await ask(place);
    const dry = await edit("s/10min/9min/", "--dry-run");
    expect(dry.stdout).toContain("nothing was changed: this was --dry-run\n");
    expect(unit("service")).toContain("--exit-idle-time=10min");
    const { code, stdout } = await edit("s/exit-idle-time=10min/exit-idle-time=9min/");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^-ExecStart=.*=10min .*\n\+ExecStart=.*=9min /m);
    expect(stdout).toContain("my app is changed\nit is awake and stays as it is until it sleeps");
    expect(unit("service")).toContain("--exit-idle-time=9min");
    expect((await ask(place)).pid).toBe(pid);
    const { NeedDaemonReload } = await manager.show("my\\x20app.service", "NeedDaemonReload");
    expect(NeedDaemonReload).toBe("no");
  });

  test("moves the socket to another address", async () => {
    const [old, fresh] = [place, await newPlace("tcp", manager)];
    const { code, stdout } = await edit(`s/${old.address}/${fresh.address}/`);
    expect(code).toBe(0);
    expect(stdout).toContain(`+ListenStream=${fresh.address}\n`);
    expect(stdout).toContain("its sockets are opened anew");
    place = fresh;
    await ask(place);
    await expect(connect(old.address)).rejects.toThrow("ECONNREFUSED");
  });

  test("changes nothing where the text is the same, wrong or of no use, and keeps what was typed", async () => {
    const before = [await traces(manager), unit("socket"), unit("service")];
    expect(await edit("s/never//")).toMatchObject({ code: 0, stdout: "nothing was changed\n" });
    const wrong = [
      [
        "s/KillMode=mixed/KillMode=maxed/",
        /systemd does not accept .*my\\x20app.service:\d+: Failed to parse kill mode/,
      ],
      ["s/X-Rouse/X-Other/", /no longer has the section \[X-Rouse\]/],
      ["s/ListenStream=.*/ListenStream=127.0.0.1:99999/", /99999/],
    ] as const;
    for (const [script, problem] of wrong) {
      const { code, stderr } = await edit(script);
      expect(code).toBe(125);
      expect(stderr).toMatch(problem);
      const [, folder = ""] = /your text is kept in '(.*)'\n$/.exec(stderr) ?? [];
      expect(readdirSync(folder)).toEqual(["my\\x20app.service", "my\\x20app.socket"]);
      rmSync(folder, { recursive: true });
    }
    expect([await traces(manager), unit("socket"), unit("service")]).toEqual(before);
  });
});

describe.each(scopes)("rouse edit --set, of a service of the %s manager", (scope) => {
  let manager: ServiceManager;
  let place: Place;
  beforeAll(async () => {
    manager = machine[scope];
    place = await newPlace("tcp", manager);
    await addServer(manager, "set", place);
  });

  function set(...settings: string[]): Promise<Said> {
    const words = settings.flatMap((one) => (one.startsWith("--") ? [one] : ["--set", one]));
    return rouseIn(manager, {}, "edit", "set", `--${scope}`, ...words);
  }

  async function done(...settings: string[]): Promise<string> {
    const { code, stdout, stderr } = await set(...settings);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout;
  }

  const unitPath = () => join(manager.unitFolder, "set.service");
  const unit = () => readFileSync(unitPath(), "utf8");

  test("changes options, shows the difference, and takes them back to their defaults", async () => {
    const before = unit();
    const { pid } = await ask(place);
    const asked = ["idle=9min", "stop-signal-to=all", "stop-timeout=5s", "ready-check=tcp"];
    const turns = ["one-of=edited", "max-wait=1h"];
    const dry = await done(...asked, ...turns, "--dry-run");
    expect(dry).toContain("\nnothing was changed: this was --dry-run\n");
    expect(unit()).toBe(before);
    const said = await done(...asked, ...turns);
    expect(said).toMatch(/^-ExecStart=.*=10min .*\n\+ExecStart=.*=9min /m);
    expect(said).toContain("\nset is changed\nit is awake and stays as it is until it sleeps");
    const options =
      "--exit-idle-time=9min --ready-check=tcp --stop-signal-to=all --stop-timeout=5s";
    const group = "--one-of=%t/rouse/one-of/edited,name=set --max-wait=1h";
    expect(unit()).toContain(` ${options} ${group} --report=`);
    expect(unit()).toContain("\nTimeoutStopSec=15s\n");
    expect((await ask(place)).pid).toBe(pid);
    const { command } = JSON.parse(await rouseOf("status", "set", "--json"));
    expect(command).toContain(" --idle 9min --ready-check=tcp --stop-signal-to=all ");
    await done(
      ...["idle=", "stop-signal-to=", "stop-timeout=", "ready-check=", "one-of=", "max-wait="],
    );
    expect(unit()).toBe(before);
    expect(await done("idle=10min")).toBe("nothing was changed\n");
    await manager.rouse("restart", "set");
    await ask(place);
  });

  async function rouseOf(...args: string[]): Promise<string> {
    return (await rouseIn(manager, {}, ...args, `--${scope}`)).stdout;
  }

  test("takes options that may be repeated as a whole, and those that take no value", async () => {
    const before = unit();
    await done(
      "env=A=1",
      "env=B=2",
      "connect-guard=no",
      "ready-check=tcp",
      "ready-check=exec:true",
    );
    expect(unit()).toMatch(/^Environment=A=1 B=2$|^Environment=A=1\nEnvironment=B=2$/m);
    expect(unit()).toContain(" --ready-check=tcp --ready-check=exec:true --no-connect-guard ");
    await done("env=C=3", "ready-check=tcp", "sandbox=yes");
    expect(unit()).not.toMatch(/A=1|B=2|exec:true/);
    expect(unit()).toMatch(/^Environment=C=3$/m);
    expect(unit()).toContain("\nPrivateNetwork=yes\n");
    await done("env=", "ready-check=", "connect-guard=", "sandbox=no");
    expect(unit()).toBe(before);
  });

  test("moves the service to other addresses, and back", async () => {
    const old = await rouseOf("status", "set", "--json");
    const fresh = await freePort();
    await done(`listen=${place.address},name=a`, `listen=${fresh},name=b`);
    expect(readdirSync(manager.unitFolder)).toContain("set-1.socket");
    const { ActiveState } = await manager.show("set-1.socket", "ActiveState");
    expect(ActiveState).toBe("active");
    await done(`listen=${place.address}`);
    expect(readdirSync(manager.unitFolder)).not.toContain("set-1.socket");
    await expect(connect(`127.0.0.1:${fresh}`)).rejects.toThrow("ECONNREFUSED");
    expect(JSON.parse(await rouseOf("status", "set", "--json")).command).toBe(
      JSON.parse(old).command,
    );
    await ask(place);
  });

  test("tells it as one document", async () => {
    const told = JSON.parse(await done("idle=8min", "--dry-run", "--json"));
    expect(told).toMatchObject({ name: "set", scope, action: "changed", dry_run: true });
    expect(told.units.map((one: { change: string }) => one.change)).toEqual(["changed", "changed"]);
    expect(told.units[1].text).toContain("--exit-idle-time=8min");
  });

  test("keeps what was edited by hand, and changes nothing where that stands in the way", async () => {
    const before = unit();
    const edited = before
      .replace("RestartSec=1s", "RestartSec=3s\nNice=5")
      .replace("--retry ", "--retry --verbose ");
    writeFileSync(unitPath(), edited);
    await manager.daemonReload();
    await done("idle=7min", "stop-timeout=4s");
    expect(unit()).toContain("--retry --verbose --exit-idle-time=7min --stop-timeout=4s ");
    expect(unit()).toContain("\nRestartSec=3s\nNice=5\n");
    writeFileSync(unitPath(), unit().replace("TimeoutStopSec=14s", "TimeoutStopSec=1h"));
    const kept = unit();
    expect(await set("stop-timeout=6s")).toMatchObject({
      code: 125,
      stderr:
        "rouse: cannot set stop-timeout=6s of 'set': set.service was edited, and 'TimeoutStopSec=14s' is not as " +
        "Rouse wrote it; change it with `rouse edit`, or take that back\n",
    });
    writeFileSync(unitPath(), kept.replace("=7min", "=20min"));
    const { stderr } = await set("idle=7min");
    expect(stderr).toContain("cannot set idle=7min of 'set': set.service was edited; change it");
    writeFileSync(unitPath(), before);
    await manager.rouse("edit", "set", `--${scope}`, "--set", "idle=", "--set", "stop-timeout=");
    expect(unit()).toBe(before);
  });

  test.each([
    ["idel=1min", "cannot set 'idel': no service has such an option; did you mean 'idle'?"],
    ["--no-connect-guard=no", "did you mean 'connect-guard'?"],
    ["dry-run=yes", "expected one of listen, idle, ready-check, "],
    ["idle", "cannot read the setting 'idle': expected OPTION=VALUE, as in idle=5min"],
    ["idle=soon", "soon"],
    ["stop-signal=NONE", "NONE"],
    ["ready-check=what", "expected http:PATH, tcp, exec:COMMAND or notify"],
    ["ready-check-passes=3", "--ready-check-passes"],
    ["sandbox=maybe", "cannot set 'sandbox' to 'maybe': expected yes or no"],
    ["network=yes", "--network is for services with --sandbox"],
    ["listen=", "rouse add web --listen 8080"],
  ])("refuses %s", async (setting, problem) => {
    const before = unit();
    const { code, stderr } = await rouseIn(
      manager,
      {},
      "edit",
      "set",
      `--${scope}`,
      "--set",
      setting,
    );
    expect(code).toBe(125);
    expect(stderr).toContain(problem);
    expect(unit()).toBe(before);
  });
});

test("rouse edit changes nothing when the editor fails, or is not there", async () => {
  const manager = machine.system;
  const failing = join(tempDir(), "editor");
  writeFileSync(failing, "#!/bin/sh\necho x >>$1\nexit 3\n", { mode: 0o755 });
  const edit = (VISUAL: string) =>
    rouseIn(manager, { VISUAL, EDITOR: "" }, "edit", "my app", "--system");
  expect((await edit(failing)).stderr).toMatch(
    /nothing was changed: the editor '.*' failed: it ended with status 3/,
  );
  expect((await edit("/nonexistent")).stderr).toContain("it is not on PATH");
  expect((await edit("")).stderr).toContain("no editor is named, and stdout is not a terminal");
  const both = await rouseIn(machine.user, {}, "edit", "my app");
  expect(both.stderr).toMatch(/--user.*--system/);
  expect((await rouseIn(manager, {}, "edit", "my ap")).stderr).toContain("did you mean 'my app'?");
});

test("a service that was there before is not edited, and rouse rm gives it back as it was", async () => {
  const manager = machine.system;
  manager.writeUnit("old.service", `[Service]\nExecStart=${serverPy.join(" ")} tcp 127.0.0.1:1\n`);
  await manager.daemonReload();
  await manager.systemctl("cat", "old.service");
  const before = await traces(manager);
  const port = String(await freePort());
  expect(await manager.rouse("convert", "old.service", "--listen", port)).toMatchObject({
    code: 0,
  });
  const { code, stderr } = await rouseIn(manager, { VISUAL: "true" }, "edit", "old");
  expect(code).toBe(125);
  expect(stderr).toContain(
    "cannot edit 'old': Rouse did not write its unit; change that with `systemctl edit old.service`",
  );
  const { stdout } = await manager.rouse("rm", "old");
  expect(stdout).toBe("old.service is as it was before `rouse convert`\n");
  expect(await traces(manager)).toBe(before);
});
