import { chmodSync } from "node:fs";
import { beforeAll, expect } from "vitest";
import { type Machine, needsMachine, startMachine } from "../systemd/machine.js";
import { checkout, node, type ServiceManager } from "../systemd/service-manager.js";
import { type Examined, linesOf, readFindings } from "./findings.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

const doctor = [node, `${checkout}/dist/cli/main.js`, "doctor", "--json"];

async function examine(manager: ServiceManager, ...before: string[]): Promise<Examined> {
  return readFindings(await manager.inside([...before, ...doctor]));
}

describe("on a machine that systemd booted", () => {
  test("root finds the manager of the system, and needs none of its own", async () => {
    const found = await examine(machine.system);
    expect(linesOf(found, "systemd")).toEqual([expect.stringMatching(/^ok: 2\d\d/)]);
    expect(linesOf(found, "system manager")).toEqual(["ok: it answers"]);
    expect(linesOf(found, "user manager")).toEqual([
      "ok: root has none: its services are the system's",
    ]);
    expect(linesOf(found, "lingering")).toEqual([]);
    expect(linesOf(found, "ports")).toEqual(["ok: a service may listen on every port"]);
    expect({ code: found.code, ok: found.ok }).toEqual({ code: 0, ok: true });
  });

  test("the last line sums up, and names what is limited", async () => {
    const limits = (await examine(machine.user)).checks.filter(
      ({ verdict }) => verdict === "limited",
    );
    expect(limits.length).toBeGreaterThan(0);
    const { stdout } = await machine.user.inside(doctor.slice(0, -1));
    const names = limits.map(({ check }) => check).join(", ");
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(
      `Rouse works here, within the limits named above: ${names}.`,
    );
  });

  test("a user finds its own, and is told that its services end at logout", async () => {
    const found = await examine(machine.user);
    expect(linesOf(found, "user manager")).toEqual(["ok: it answers"]);
    expect(linesOf(found, "lingering")).toEqual([
      "limited: services of this user end with their sockets at the last logout; " +
        "loginctl enable-linger rouse-test",
    ]);
    expect(linesOf(found, "ports")).toEqual([
      "ok: a service may listen on ports from 1024 on; lower ones need --system",
    ]);
    expect(found.code).toBe(0);
  });

  test("a user whose services start at boot is not told so", async () => {
    const linger = "mount -t tmpfs tmpfs /var/lib/systemd; mkdir /var/lib/systemd/linger";
    const asUser = `setpriv --reuid ${machine.user.uid} --regid ${machine.user.uid} --clear-groups`;
    const script = `${linger}; touch /var/lib/systemd/linger/rouse-test; exec ${asUser} "$@"`;
    const env = [
      "env",
      `XDG_RUNTIME_DIR=/run/user/${machine.user.uid}`,
      `HOME=${machine.user.home}`,
    ];
    const found = await examine(
      machine.system,
      ...["unshare", "--mount", "sh", "-ec", script, "sh", ...env],
    );
    expect(linesOf(found, "lingering")).toEqual(["ok: services of this user start at boot"]);
  });

  test("what cannot be looked at is a line, and the others are there", async () => {
    chmodSync(machine.user.unitFolder, 0);
    const found = await examine(machine.user);
    chmodSync(machine.user.unitFolder, 0o755);
    expect(linesOf(found, "services")).toEqual([expect.stringMatching(/^unknown: Error: EACCES/)]);
    expect(linesOf(found, "user manager")).toEqual(["ok: it answers"]);
    expect({ code: found.code, ok: found.ok }).toEqual({ code: 1, ok: false });
  });

  test("without XDG_RUNTIME_DIR Rouse reaches the manager, and says how systemctl does", async () => {
    const found = await examine(machine.user, "env", "-u", "XDG_RUNTIME_DIR");
    expect(linesOf(found, "user manager")).toEqual([
      "limited: it answers Rouse, but `systemctl --user` does not find it, since XDG_RUNTIME_DIR is not set; " +
        `export XDG_RUNTIME_DIR=/run/user/${machine.user.uid}`,
    ]);
  });

  test("under su, with the XDG_RUNTIME_DIR of the user before, the right one is named", async () => {
    const found = await examine(machine.user, "env", "XDG_RUNTIME_DIR=/run/user/0");
    expect(linesOf(found, "user manager")).toEqual([
      "missing: XDG_RUNTIME_DIR is /run/user/0, which is not a folder of this user (su and sudo keep the variable); " +
        `export XDG_RUNTIME_DIR=/run/user/${machine.user.uid}`,
    ]);
    expect(found.code).toBe(1);
  });

  test("a user without a session is told how to get one", async () => {
    const other = ["setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups"];
    const found = await examine(machine.system, ...other, "env", "-u", "XDG_RUNTIME_DIR", "HOME=/");
    expect(linesOf(found, "user manager")).toEqual([
      "missing: /run/user/54321 is not there: this user has no session (as under su, sudo, cron); " +
        "`sudo loginctl enable-linger 54321` starts it; or log in with ssh or `machinectl shell 54321@`",
    ]);
  });

  test("a manager that hangs is a line, not a wait without end", async () => {
    const { MainPID } = await machine.system.show(`user@${machine.user.uid}.service`, "MainPID");
    machine.system.kill(Number(MainPID), "SIGSTOP");
    try {
      expect(linesOf(await examine(machine.user), "user manager")).toEqual([
        "missing: it does not answer: nothing came within 3 s; " +
          `sudo systemctl restart user@${machine.user.uid}.service, which ends the services of this user`,
      ]);
    } finally {
      machine.system.kill(Number(MainPID), "SIGCONT");
    }
  });

  test("a manager that is stopped is told from one that is not there", async () => {
    await machine.system.systemctl("stop", `user@${machine.user.uid}.service`);
    const found = await examine(machine.user);
    expect(linesOf(found, "user manager")).toEqual([
      `missing: it does not run: nothing answers at /run/user/${machine.user.uid}/systemd/private; ` +
        `sudo systemctl start user@${machine.user.uid}.service`,
    ]);
  });
});
