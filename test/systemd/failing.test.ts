import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, describe, expect } from "vitest";
import { connect } from "../harness/connect.js";
import { patienceMs, until } from "../harness/until.js";
import { addCommand, listenOf } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { ask, kinds, newPlace, type Place } from "./places.js";
import { checkout, type ServiceManager } from "./service-manager.js";

const { test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

const fails = ["/usr/bin/python3", "-u", `${checkout}/test/programs/fails-until.py`];

/** A service whose program fails until `file` is there. */
async function addFailing(manager: ServiceManager, kind: Place["kind"], name: string) {
  const place = await newPlace(kind, manager);
  const file = join(manager.folder, `${name}.cured`);
  rmSync(file, { force: true });
  await addCommand(
    manager,
    name,
    ["--listen", listenOf(place), "--idle", "1h"],
    [...fails, file, place.kind, place.address],
  );
  return { place, cure: () => writeFileSync(file, "") };
}

async function shownOf(manager: ServiceManager, name: string) {
  const { code, stdout } = await manager.rouse("ls", `--${manager.scope}`, "--json");
  const found = (JSON.parse(stdout).services as { name: string }[]).find(
    (one) => one.name === name,
  );
  return { code, ...(found as { state: string; why: string; fails: number } | undefined) };
}

async function whenShown(manager: ServiceManager, name: string, state: string, least = 0) {
  let last: object | undefined;
  const isSo = async () => {
    const shown = await shownOf(manager, name);
    last = shown;
    return shown.state === state && (shown.fails ?? 0) >= least && shown;
  };
  return until(isSo, { everyMs: 200, what: () => `${name} ${state}, not ${JSON.stringify(last)}` });
}

async function logOf(manager: ServiceManager, name: string): Promise<string> {
  return (await manager.rouse("logs", name)).stdout;
}

describe.each(["system", "user"] as const)("a program of the %s that fails", (scope) => {
  const manager = () => machine[scope];

  test("is tried again later and later while a client waits, who is answered", async () => {
    await Promise.all(kinds.map((kind) => waits(manager(), kind, `waits-${kind}-${scope}`)));
  });

  test("has failed once the client gives up, until the next one comes", async () => {
    const streams = ["tcp", "unix"] as const;
    await Promise.all(streams.map((kind) => givesUp(manager(), kind, `gone-${kind}-${scope}`)));
  });
});

async function waits(manager: ServiceManager, kind: Place["kind"], name: string): Promise<void> {
  const { place, cure } = await addFailing(manager, kind, name);
  const client = ask(place, { deadlineMs: 2 * patienceMs });
  const { code, why } = await whenShown(manager, name, "failing", 2);
  expect(code).toBe(3);
  expect(why).toMatch(/^it ended with status 3, \d times in a row.*: rouse logs waits-/);
  expect((await manager.rouse("status", name)).code).toBe(3);
  const { stdout } = await manager.rouse("doctor");
  expect(stdout).toMatch(/its program has failed \d times in a row, and a client waits/);
  const { ActiveState } = await manager.show(`${name}.service`, "ActiveState");
  expect(ActiveState).toBe("activating");
  cure();
  expect((await client).pid).toBeGreaterThan(0);
  await whenShown(manager, name, "awake");
  const log = await logOf(manager, name);
  const tries = [...log.matchAll(/the program has failed \(status 3\): try (\d) in (\d) s/g)];
  const told = tries.slice(0, 2).map(([, number, seconds]) => `${number} in ${seconds}`);
  expect(told).toEqual(["2 in 1", "3 in 2"]);
  const { NRestarts } = await manager.show(`${name}.service`, "NRestarts");
  expect(NRestarts).toBe("0");
}

async function givesUp(manager: ServiceManager, kind: Place["kind"], name: string): Promise<void> {
  const { place, cure } = await addFailing(manager, kind, name);
  const client = await connect(place.address);
  await whenShown(manager, name, "failing", 1);
  client.destroy();
  expect(await whenShown(manager, name, "failed")).toMatchObject({ code: 3 });
  const failed = await manager.systemctl("list-units", "--failed", "--plain", "--no-legend");
  expect(failed).toContain(`${name}.service`);
  const end = await manager.show(`${name}.service`, "ActiveState", "ExecMainStatus", "Result");
  expect(end).toEqual({ ActiveState: "failed", ExecMainStatus: "3", Result: "exit-code" });
  const before = await logOf(manager, name);
  expect(before).toContain("nobody waits for it any more: the next client starts it again");
  await pause(2000);
  expect(await logOf(manager, name)).toBe(before);
  cure();
  expect((await ask(place)).pid).toBeGreaterThan(0);
}
