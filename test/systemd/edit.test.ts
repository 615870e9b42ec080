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
