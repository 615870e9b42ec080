import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { after } from "../harness/after.js";
import { root } from "../harness/paths.js";
import { until } from "../harness/until.js";
import { checkout, node, type UserManager } from "./manager.js";
import { asEachUser } from "./users.js";

const rouse = `${node} ${checkout}/dist/cli/main.js`;

/** As the package has it; only the place of `rouse` differs, which systemd would find in /usr/bin. */
function unit(name: string, ...more: string[]): string {
  const text = readFileSync(join(root, "packaging/systemd", name), "utf8");
  return [text.replace("ExecStart=rouse", `ExecStart=${rouse}`), ...more].join("\n");
}

async function install(manager: UserManager, exec = ""): Promise<void> {
  manager.writeUnit("rouse.socket", unit("rouse.socket"));
  const service = unit("rouse.service").replace("daemon run", `daemon run ${exec}`);
  manager.writeUnit("rouse.service", service);
  await manager.daemonReload();
  after(() => manager.systemctl("stop", "rouse.socket", "rouse.service").then(() => undefined));
  await manager.systemctl("start", "rouse.socket");
}

async function state(manager: UserManager): Promise<string> {
  const { ActiveState } = await manager.show("rouse.service", "ActiveState");
  return ActiveState;
}

/** What a user types. */
function cli(manager: UserManager, ...args: string[]) {
  return manager.inside([...rouse.split(" "), ...args]);
}

asEachUser("the packaged units of the daemon", (manager) => {
  test("pass systemd-analyze verify without a word", async () => {
    const folder = manager().folder;
    for (const name of ["rouse.socket", "rouse.service"]) {
      writeFileSync(join(folder, name), unit(name));
    }
    const files = ["rouse.socket", "rouse.service"].map((name) => join(folder, name));
    const verify = ["systemd-analyze", "--user", "--man=no", "--recursive-errors=no", "verify"];
    const { code, stdout, stderr } = await manager().inside([...verify, ...files]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("the first command starts it, it leaves when idle, and the next command starts it again", async () => {
    await install(manager(), "--idle 1s");
    expect(await state(manager())).toBe("inactive");
    const pids = new Set<number>();
    for (const _ of [1, 2]) {
      const { code, stdout, stderr } = await cli(manager(), "daemon", "status", "--json");
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const { pid, activated, address } = JSON.parse(stdout);
      expect([activated, address]).toEqual([true, `/run/user/${manager().uid}/rouse/daemon.sock`]);
      pids.add(pid);
      const isAsleep = async () => (await state(manager())) === "inactive";
      await until(isAsleep, { what: "the daemon to leave" });
    }
    expect(pids.size).toBe(2);
    const { Result, NRestarts } = await manager().show("rouse.service", "Result", "NRestarts");
    expect({ Result, NRestarts }).toEqual({ Result: "success", NRestarts: "0" });
  });

  test("killed, it hinders no next one; stopped, its socket stays; a named place is asked", async () => {
    await install(manager());
    const first = await cli(manager(), "daemon", "status", "--json");
    const { pid, address } = JSON.parse(first.stdout);
    manager().kill(pid, "SIGKILL");
    const named = ["daemon", "status", "--server", `unix://${address}`, "--json"];
    const next = async () => {
      const { code, stdout } = await cli(manager(), ...named);
      return code === 0 && JSON.parse(stdout).pid !== pid;
    };
    await until(next, { what: "another daemon to answer" });
    const stop = await cli(manager(), "daemon", "stop");
    expect([stop.code, stop.stderr]).toEqual([
      0,
      expect.stringMatching(/^rouse: the daemon is stopped/),
    ]);
    const { SubState } = await manager().show("rouse.socket", "SubState");
    expect(SubState).toBe("listening");
    expect((await cli(manager(), "daemon", "stop")).code).toBe(3);
    expect((await cli(manager(), "daemon", "status")).code).toBe(0);
  });
});
