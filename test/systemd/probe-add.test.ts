import { beforeAll, expect } from "vitest";
import { get } from "../harness/http.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { scopes, serverPy, traces } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { ask, kinds, newPlace } from "./places.js";
import { checkout, type ServiceManager } from "./service-manager.js";

const { test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

/** Does it with the manager of the system and with that of a user, at once: a probe takes seconds of waiting. */
async function withBoth(act: (manager: ServiceManager) => Promise<void>): Promise<void> {
  await Promise.all(scopes.map((scope) => act(machine[scope])));
}

test("rouse probe --add adds what it saw: the first client at any of its sockets wakes it", async () => {
  await withBoth(async (manager) => {
    const before = await traces(manager);
    const places = await Promise.all(kinds.map((kind) => newPlace(kind, manager)));
    const servers = places.map(({ kind, address }) => [...serverPy, kind, address].join(" "));
    const command = ["sh", "-c", `${servers.join(" & ")} & wait`];
    const { code, stdout, stderr } = await manager.rouse(
      "probe",
      "--add",
      "seen",
      "--",
      ...command,
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    for (const { address } of places) expect(stdout).toContain(`${address} `);
    expect(stdout).toContain("\nseen listens on ");
    for (const place of places) expect((await ask(place)).uid).toBe(manager.uid);
    const removed = await manager.rouse("rm", `--${manager.scope}`, "seen");
    expect(removed).toMatchObject({ code: 0, stderr: "" });
    expect(await traces(manager)).toBe(before);
  });
});

test("rouse probe --add adds the readiness check that it found: the first client waits and is served", async () => {
  await withBoth(async (manager) => {
    const before = await traces(manager);
    const { address } = await newPlace("tcp", manager);
    // It answers by 503 seven times in each run.
    const server = ["python3", `${checkout}/test/programs/probe-answers.py`, "all", "7", address];
    const added = await manager.rouse("probe", "--add", "loads", "--", ...server);
    expect(added).toMatchObject({ code: 0 });
    expect(added.stdout).toContain(": --ready-check http:/health lets its clients wait meanwhile");
    expect(added.stdout).toContain(" --ready-check=http:/health ");
    expect(await get(address)).toMatchObject({ status: 200, body: "hello" });
    const removed = await manager.rouse("rm", `--${manager.scope}`, "loads");
    expect(removed).toMatchObject({ code: 0, stderr: "" });
    expect(await traces(manager)).toBe(before);
  });
});

test("rouse probe --add adds nothing where nothing was seen", async () => {
  await withBoth(async (manager) => {
    const before = await traces(manager);
    const none = await manager.rouse("probe", "--for", "1s", "--add", "none", "--", "sleep", "60");
    expect(none.code).toBe(125);
    expect(none.stdout).toMatch(/^- the program bound nothing /);
    expect(none.stderr).toMatch(/^rouse: cannot add 'none': its program was not seen to listen/m);
    expect(await traces(manager)).toBe(before);
  });
});

test("rouse probe --add asks the manager that was named", async () => {
  const { system } = machine;
  const before = await traces(system);
  const place = await newPlace("tcp", system);
  const command = ["--", ...serverPy, place.kind, place.address];
  const { code, stderr } = await system.rouse("probe", "--user", "--add", "named", ...command);
  expect(code).toBe(125);
  expect(stderr).toMatch(/^rouse: cannot reach the user service manager/m);
  expect(await traces(system)).toBe(before);
});

test("rouse probe knows an address that another user has, and whom it cannot see", async () => {
  const { user } = machine;
  const address = `127.0.0.1:${await freePort()}`;
  const holder = start(["python3", program("probe-steps.py"), `tcp:${address}`]);
  await holder.line(/^done$/);
  const steps = ["python3", `${checkout}/test/programs/probe-steps.py`, `tcp:${address}`];
  const { stdout } = await user.rouse("probe", "--", ...steps);
  expect(stdout).toContain(`${address}  tcp`);
  expect(stdout).toContain(
    `- ${address}: the program could not bind it, since a process of another user has it`,
  );
});
