import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { type Address, formatBareAddress } from "../../src/address/address.js";
import { parseAddress } from "../../src/address/parse-address.js";
import { parseReport } from "../../src/rouse-exec/parse-report.js";
import type { Scope, ServicePlan } from "../../src/units/plan-types.js";
import { planUnits } from "../../src/units/plan-units.js";
import { after } from "../harness/after.js";
import { get } from "../harness/http.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { until } from "../harness/until.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { checkout, type ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

const serverPy = ["/usr/bin/python3", `${checkout}/test/programs/server.py`];

describe.each(["user", "system"] as const)("planned units of the %s", (scope) => {
  test("hold sockets of every kind, and pass them all to a service that is started by hand", async () => {
    const manager = machine[scope];
    const [port, both] = [await freePortPair(), await freePort()];
    const folder = join(machine.folder, `made-${scope}`);
    // The user of the tests is in no group that has a name.
    const [setting, expected] =
      scope === "system" ? [",group=users", 100] : [",mode=0660", manager.uid];
    const texts = [
      ...[`127.0.0.1:${port}`, `udp:127.0.0.1:${port}`, `0.0.0.0:${both}`, `[::]:${both}`],
      ...[
        `192.0.2.1:${port},name=far`,
        `${folder}/private`,
        `unix-seqpacket:${folder}/open,mode=0666`,
        `${folder}/shared${setting}`,
      ],
      `unix-dgram:@rouse-${scope}-${port}`,
    ];
    const plan = planOf(scope, "every kind", texts, ["/usr/bin/sleep", "60"]);
    const units = await install(manager, plan);
    await manager.systemctl("start", "--no-block", "every\\x20kind.service");
    const report = await reportOf(manager, "every\\x20kind", () => true);
    expect(report.sockets.map(({ type, address, name }) => [type, address, name]).sort()).toEqual(
      plan.addresses.map((one) => [one.type, placeOf(one), one.name ?? plan.name]).sort(),
    );
    expect(statSync(`${folder}/private`).mode & 0o777).toBe(0o600);
    expect(statSync(`${folder}/open`).mode & 0o777).toBe(0o666);
    const { mode, gid } = statSync(`${folder}/shared`);
    expect({ mode: mode & 0o777, gid }).toEqual({ mode: 0o660, gid: expected });
    expect(await said(manager)).not.toMatch(/every.*(fail|ignor|unknown|invalid)/i);
    await manager.systemctl("stop", ...units);
    expect(existsSync(`${folder}/private`)).toBe(false);
    expect(existsSync(`${folder}/open`)).toBe(false);
  });

  test("make the folders of a private socket private, of an open one open", async () => {
    const manager = machine[scope];
    const folders = ["closed", "open"].map((name) => join(machine.folder, `${scope}-${name}`));
    for (const [index, mode] of ["0600", "0666"].entries()) {
      const plan = planOf(scope, `folder ${index}`, [`${folders[index]}/a/s,mode=${mode}`], ["/a"]);
      await manager.systemctl("start", ...(await install(manager, plan)).slice(0, 1));
    }
    const modes = folders.map((folder) => statSync(join(folder, "a")).mode & 0o777);
    expect(modes).toEqual([0o700, 0o755]);
  });

  test("give a client that vanished up after five minutes, and never a socket", async () => {
    const manager = machine[scope];
    const plan = planOf(scope, "limits", [`127.0.0.1:${await freePort()}`], ["/a"]);
    await install(manager, plan);
    const socket = ["KeepAlive", "KeepAliveTimeUSec", "KeepAliveIntervalUSec", "KeepAliveProbes"];
    expect(await manager.show("limits.socket", ...socket, "TriggerLimitIntervalUSec")).toEqual({
      ...{ KeepAlive: "yes", KeepAliveTimeUSec: "2min", KeepAliveIntervalUSec: "30s" },
      ...{ KeepAliveProbes: "6", TriggerLimitIntervalUSec: "0" },
    });
    const service = ["StartLimitIntervalUSec", "TimeoutStartUSec", "Restart", "KillMode"];
    expect(await manager.show("limits.service", ...service, "NotifyAccess")).toEqual({
      ...{ StartLimitIntervalUSec: "0", TimeoutStartUSec: "15min", Restart: "no" },
      ...{ KillMode: "mixed", NotifyAccess: "all" },
    });
  });

  test("keep the report of a service over its sleep, and count its wakes on", async () => {
    const manager = machine[scope];
    for (const name of ["sleeps", "beside"]) {
      const address = `127.0.0.1:${await freePort()}`;
      const plan = planOf(scope, name, [address], [...serverPy, "tcp", address]);
      const [socket = ""] = await install(manager, plan);
      await manager.systemctl("start", socket);
      for (const wakes of [1, 2]) {
        await get(address);
        await reportOf(manager, name, (report) => {
          return report.state === "exited" && report.wakes === wakes;
        });
      }
    }
    await reportOf(manager, "sleeps", ({ wakes }) => wakes === 2);
  });

  test("do not start a service whose socket another program has", async () => {
    const manager = machine[scope];
    const server = createServer();
    const port = await freePort();
    await new Promise<void>((listens) => server.listen(port, "127.0.0.1", listens));
    after(() => void server.close());
    await install(manager, planOf(scope, "busy", [`127.0.0.1:${port}`], ["/usr/bin/sleep", "60"]));
    const { code } = await manager.inside(["systemctl", `--${scope}`, "start", "busy.service"]);
    expect(code).toBe(1);
    const { ExecMainStartTimestampMonotonic } = await manager.show(
      "busy.service",
      "ExecMainStartTimestampMonotonic",
    );
    expect(ExecMainStartTimestampMonotonic).toBe("0");
  });
});

function planOf(scope: Scope, name: string, addresses: string[], command: string[]): ServicePlan {
  return {
    ...{ name, scope, systemdVersion: 252, maps: [], idle: 200_000, command, environment: [] },
    addresses: addresses.map((text) => parseAddress(text)),
    rouseExec: `${checkout}/rouse-exec/build/rouse-exec`,
    ...{ workingDirectory: "/", origin: "rouse add" },
  };
}

/** As a report has it, beside the type. */
function placeOf(address: Address): string {
  return formatBareAddress(address).replace(/^(udp|unix-[a-z]*):/, "");
}

/** Writes its units, and gives their names. */
async function install(manager: ServiceManager, plan: ServicePlan): Promise<string[]> {
  const units = planUnits(plan);
  for (const { name, text } of units) manager.writeUnit(name, text);
  await manager.daemonReload();
  return units.map(({ name }) => name);
}

type Report = ReturnType<typeof parseReport>;

/** The report of a service, once it says what is waited for. */
async function reportOf(
  manager: ServiceManager,
  stem: string,
  isThere: (report: Report) => boolean,
): Promise<Report> {
  const folder = manager.scope === "user" ? `/run/user/${manager.uid}/rouse` : "/run/rouse";
  const file = manager.inRoot(
    join(folder, manager.scope === "user" ? `${stem}.json` : `${stem}/report.json`),
  );
  const look = () => {
    const report = existsSync(file) ? parseReport(readFileSync(file, "utf8"), file) : undefined;
    return report && isThere(report) && report;
  };
  return until(look, { what: `the report ${file}` });
}

/** What systemd says of units. */
async function said(manager: ServiceManager): Promise<string> {
  const { stdout } = await manager.inside(["journalctl", "-q", "-o", "cat"]);
  return stdout;
}
