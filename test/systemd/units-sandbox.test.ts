import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { parseAddress } from "../../src/address/parse-address.js";
import { parseReport } from "../../src/rouse-exec/parse-report.js";
import type { Scope, ServicePlan } from "../../src/units/plan-types.js";
import { planUnits } from "../../src/units/plan-units.js";
import { sandboxSettings } from "../../src/units/sandbox.js";
import { errorOf } from "../errors/errors-of.js";
import { compileGo } from "../harness/compile.js";
import { hear } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { until } from "../harness/until.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { checkout, node, ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
let go: string;
beforeAll(async () => {
  go = compileGo("adopt-http").replace(/^.*(?=\/build\/)/, checkout);
  machine = await startMachine();
});

const python = "/usr/bin/python3";
const confined = `${checkout}/test/programs/confined.py`;
const servers: [what: string, command: (port: number) => string[]][] = [
  ["python", (port) => [python, "-m", "http.server", String(port), "--bind", "127.0.0.1"]],
  ["node", (port) => [node, `${checkout}/test/programs/http.mjs`, "127.0.0.1", String(port)]],
  ["go", (port) => [go, `127.0.0.1:${port}`]],
];

/** What a directive takes from a server, as confined.py sees it: in the sandbox, and of root without one. */
const taken: Record<string, [reason: string, inside: object, outside: object]> = {
  PrivateUsers: ["a user manager makes the other namespaces in it", {}, {}],
  DynamicUser: ["root is no user for a server", {}, { uid: 0 }],
  PrivateNetwork: ["it has its socket, and needs no other", {}, {}],
  RestrictAddressFamilies: [
    "other kinds of sockets are kernel to attack",
    { packet: 97, netlink: 0 },
    { packet: 0 },
  ],
  ProtectHome: ["what is in homes is not for it", { homeIsWritable: false }, { home: 0 }],
  NoNewPrivileges: [
    "it gets no rights by exec",
    { noNewPrivileges: "1" },
    { noNewPrivileges: "0" },
  ],
  CapabilityBoundingSet: [
    "nor is it given some",
    { capabilities: 0 },
    { capabilities: expect.any(Number) },
  ],
  ProtectSystem: [
    "it changes no file of the system",
    { systemIsReadOnly: true },
    { systemIsReadOnly: false },
  ],
  PrivateTmp: ["files of others are in /tmp", { tmp: [] }, {}],
  PrivateDevices: ["it has no business with hardware", { devices: false }, { devices: true }],
  PrivateIPC: ["nor with shared memory of others", {}, {}],
  ProtectKernelTunables: [
    "/proc/sys is root's",
    { tunablesAreReadOnly: true },
    { tunablesAreReadOnly: false },
  ],
  ProtectKernelModules: ["it loads none", {}, {}],
  ProtectKernelLogs: [
    "they tell addresses of the kernel",
    { kernelLog: false },
    { kernelLog: true },
  ],
  ProtectControlGroups: [
    "they are systemd's",
    { cgroupsAreReadOnly: true },
    { cgroupsAreReadOnly: false },
  ],
  ProtectClock: ["it sets none", {}, {}],
  ProtectHostname: ["it sets none", {}, {}],
  RestrictNamespaces: ["user namespaces open the kernel", { namespace: 1 }, { namespace: 0 }],
  RestrictRealtime: ["it could stop the machine", { realtime: 1 }, { realtime: 0 }],
  RestrictSUIDSGID: ["it leaves no rights behind", { setuid: 1 }, { setuid: 0 }],
  LockPersonality: [
    "old behaviour of the kernel is less tried",
    { personality: 1 },
    { personality: 0 },
  ],
  UMask: ["its files are its own", { umask: 0o077 }, { umask: 0o022 }],
  SystemCallArchitectures: ["32-bit calls are less tried", {}, {}],
  SystemCallFilter: [
    "what servers never call is kernel to attack",
    { forbiddenCall: 1 },
    { forbiddenCall: 22 },
  ],
  SystemCallErrorNumber: ["a library that tries goes on without", {}, {}],
};

test("every directive is there for a reason", () => {
  const plans = (["user", "system"] as const).map((scope) => planOf(scope, "a", 1, [], true));
  const keys = new Set(plans.flatMap((plan) => sandboxSettings(plan).map(([key]) => key)));
  expect([...keys].sort()).toEqual(Object.keys(taken).sort());
});

describe.each(["user", "system"] as const)("a sandboxed service of the %s", (scope) => {
  test("in Python, Node or Go wakes, serves, says so, and sleeps", async () => {
    await Promise.all(
      servers.map(([what, command]) => wakesAndSleeps(machine[scope], what, command)),
    );
  });

  test("has lost what each directive says", async () => {
    const port = await freePort();
    const plan = planOf(scope, "confined", port, [python, confined, String(port)], true);
    if (scope === "system") allowRealtime("confined.service");
    await install(machine[scope], plan);
    const told = JSON.parse(await hear(`127.0.0.1:${port}`));
    expect(told).toMatchObject(
      Object.assign({}, ...Object.values(taken).map(([, inside]) => inside)),
    );
    for (const namespace of ["net", "ipc", "uts"]) {
      expect(told[namespace]).not.toBe(
        readlinkSync(machine[scope].inRoot(`/proc/1/ns/${namespace}`)),
      );
    }
    if (scope === "user") expect(told.uid_map).toEqual(["12345", "12345", "1"]);
    else {
      expect(told.uid).toBeGreaterThan(61_183);
      expect(told.home).toBe(13);
    }
  });
});

test("a sandboxed service of root as a user wakes, serves, says so, and sleeps", async () => {
  const root = await startRootsOwn();
  await wakesAndSleeps(root, "python", (port) => {
    return [python, "-m", "http.server", String(port), "--bind", "127.0.0.1"];
  });
});

test("a unix socket in /tmp is found by its program, and refused where that has a /tmp of its own", async () => {
  const path = join(machine.folder, "confined.sock");
  const address = parseAddress(`${path},mode=0666`);
  const plan = planOf("user", "in tmp", 1, [python, confined, path], true);
  await install(machine.user, { ...plan, addresses: [address] });
  const told = JSON.parse(await hear(path));
  expect(told.tmp).not.toEqual([]);
  const system = { ...plan, scope: "system" as const, addresses: [address] };
  expect(errorOf(() => planUnits(system)).code).toBe("SANDBOX_HIDES_TMP");
  expect(planUnits({ ...system, runAs: "daemon" }).at(-1)?.text).not.toContain("PrivateTmp");
});

test("without a sandbox a service of the system has all of that", async () => {
  const port = await freePort();
  const plan = planOf("system", "unconfined", port, [python, confined, String(port)]);
  await install(machine.system, plan);
  const told = JSON.parse(await hear(`127.0.0.1:${port}`));
  expect(told).toMatchObject(
    Object.assign({}, ...Object.values(taken).map(([, , outside]) => outside)),
  );
  expect(told.net).toBe(readlinkSync("/proc/self/ns/net"));
  expect(told.tmp).not.toEqual([]);
});

test("with the network of the machine, a program that nobody may look into sleeps", async () => {
  const port = await freePort();
  const command = [python, confined, String(port), "undumpable"];
  const plan = planOf("system", "undumpable", port, command, { network: true });
  await install(machine.system, plan);
  const told = JSON.parse(await hear(`127.0.0.1:${port}`));
  expect(told.net).toBe(readlinkSync("/proc/self/ns/net"));
  const [asleep] = await stateOf(machine.system, plan, "exited");
  expect(asleep?.last_exit).toMatchObject({ reason: "idle" });
});

/** Without this the limit refuses what RestrictRealtime= does. */
function allowRealtime(unit: string): void {
  const folder = join(machine.system.unitFolder, `${unit}.d`);
  mkdirSync(folder);
  writeFileSync(join(folder, "realtime.conf"), "[Service]\nLimitRTPRIO=1\n");
}

/** `systemctl --user` of root, beside that of the system. */
async function startRootsOwn(): Promise<ServiceManager> {
  const home = join(machine.folder, "root");
  const unitFolder = join(home, ".config/systemd/user");
  mkdirSync(unitFolder, { recursive: true });
  const environment = ["--setenv=XDG_RUNTIME_DIR=/run/user/0", `--setenv=HOME=${home}`];
  const options = ["--property=Delegate=yes", "--property=Type=notify", ...environment];
  await machine.system.inside(["systemd-run", ...options, "/lib/systemd/systemd", "--user"]);
  const { folder, unshare } = machine;
  const namespaces = ["--cgroup", "--uts", "--ipc"];
  const place = { folder, home, unshare, namespaces, unitFolder };
  return new ServiceManager({ scope: "user", uid: 0, ...place });
}

async function wakesAndSleeps(
  manager: ServiceManager,
  what: string,
  command: (port: number) => string[],
): Promise<void> {
  const port = await freePort();
  const plan = planOf(manager.scope, `sandboxed ${what}`, port, command(port), true);
  await install(manager, plan);
  expect((await get(`127.0.0.1:${port}`)).status).toBe(200);
  const [awake] = await stateOf(manager, plan, "running");
  expect(awake).toMatchObject({ unmatched: [], sockets: [{ adopted: true, listening: true }] });
  const [asleep] = await stateOf(manager, plan, "exited");
  expect(asleep?.last_exit).toMatchObject({ reason: "idle" });
  const isOver = async () => (await manager.show(unitOf(plan), "SubState")).SubState === "dead";
  await until(isOver, { everyMs: 50, what: "its end" });
  const { Result, NRestarts } = await manager.show(unitOf(plan), "Result", "NRestarts");
  expect({ Result, NRestarts }).toEqual({ Result: "success", NRestarts: "0" });
}

function planOf(
  scope: Scope,
  name: string,
  port: number,
  command: string[],
  sandbox?: true | NonNullable<ServicePlan["sandbox"]>,
): ServicePlan {
  return {
    ...{ name, scope, systemdVersion: 252, maps: [], idle: 2_000_000, command, environment: [] },
    addresses: [parseAddress(`127.0.0.1:${port}`)],
    rouseExec: `${checkout}/rouse-exec/build/rouse-exec`,
    ...{ workingDirectory: `${checkout}/test`, origin: "rouse add" },
    ...(sandbox && { sandbox: sandbox === true ? { network: false } : sandbox }),
  };
}

async function install(manager: ServiceManager, plan: ServicePlan): Promise<void> {
  const units = planUnits(plan);
  for (const { name, text } of units) manager.writeUnit(name, text);
  await manager.daemonReload();
  await manager.systemctl("start", unitOf(plan).replace(".service", ".socket"));
}

function unitOf(plan: ServicePlan): string {
  return planUnits(plan).at(-1)?.name ?? "";
}

/** Its report, once that says so. */
async function stateOf(manager: ServiceManager, plan: ServicePlan, state: string) {
  const stem = unitOf(plan).replace(".service", "");
  const file = manager.inRoot(
    manager.scope === "user"
      ? `/run/user/${manager.uid}/rouse/${stem}.json`
      : `/run/private/rouse/${stem}/report.json`,
  );
  return until(
    () => {
      const report = parseReport(readFileSync(file, "utf8"), file);
      return report.state === state && [report];
    },
    { everyMs: 20, what: `the report to say ${state}` },
  );
}
