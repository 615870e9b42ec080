import { beforeAll, describe, expect, test } from "vitest";
import { connect, open } from "../harness/connect.js";
import { until } from "../harness/until.js";
import { type Machine, startMachine } from "./machine.js";
import { writeOurs, writeServer } from "./ours.js";
import { ask, type Kind, newPlace, type Place } from "./places.js";
import type { ServiceManager } from "./service-manager.js";

interface Listed {
  name: string;
  scope: string;
  state: string;
  why: string;
  connections: number | null;
  memory_bytes: number | null;
  sleeps_at: string | null;
  wakes: number;
  last_wake_ms: number | null;
  listen: string[];
}

const scopes = ["user", "system"] as const;
const kinds = ["tcp", "unix", "udp"] as const;
let machine: Machine;
const places = new Map<string, Place>();

/** Every service of both managers, in one go: a reload and a start for each manager. */
beforeAll(async () => {
  machine = await startMachine();
  for (const scope of scopes) await install(machine[scope]);
});

async function install(manager: ServiceManager): Promise<void> {
  for (const kind of kinds) {
    places.set(`${manager.scope} ${kind}`, await writeServer(manager, kind, { name: kind }));
  }
  await broken(manager, "slow", ["/bin/sleep", "1000"]);
  const again = ["Restart=on-failure", "RestartSec=50"];
  await broken(manager, "crash", ["/bin/sh", "-c", "'exit 3'"], { service: again });
  await broken(manager, "once", ["/nonexistent"]);
  const limit = ["TriggerLimitIntervalSec=1h", "TriggerLimitBurst=1"];
  await broken(manager, "limit", ["/bin/false"], { socket: limit });
  const starts = ["StartLimitIntervalSec=1h", "StartLimitBurst=2"];
  await broken(manager, "starts", ["/bin/false"], { unit: starts });
  await broken(manager, "stopped", ["/bin/false"]);
  await manager.daemonReload();
  const names = [...kinds, "slow", "crash", "once", "limit", "starts"];
  await manager.systemctl("start", ...names.map((name) => `${name}.socket`));
}

async function broken(
  manager: ServiceManager,
  name: string,
  exec: string[],
  more: { service?: string[]; socket?: string[]; unit?: string[] } = {},
): Promise<void> {
  const place = await newPlace("tcp", manager);
  places.set(`${manager.scope} ${name}`, place);
  writeOurs(manager, { name, listen: [place.listen], exec, ...more });
}

async function listOf(manager: ServiceManager): Promise<Listed[]> {
  const { code, stdout, stderr } = await manager.rouse("ls", `--${manager.scope}`, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { api_version, services, problems } = JSON.parse(stdout);
  expect({ api_version, problems }).toEqual({ api_version: 1, problems: [] });
  return services;
}

async function listed(manager: ServiceManager, name: string): Promise<Listed> {
  const found = (await listOf(manager)).find((one) => one.name === name);
  if (found === undefined) throw new Error(`rouse ls does not show ${name}`);
  return found;
}

/** What `rouse ls` says of it once it says `state`. */
async function whenIn(manager: ServiceManager, name: string, state: string): Promise<Listed> {
  let last: Listed | undefined;
  const isSo = async () => {
    last = await listed(manager, name);
    return last.state === state && last;
  };
  return until(isSo, {
    deadlineMs: 15_000,
    everyMs: 50,
    what: () => `${name} to be ${state}; it is ${JSON.stringify(last)}`,
  });
}

function placeOf(manager: ServiceManager, name: string): Place {
  const place = places.get(`${manager.scope} ${name}`);
  if (place === undefined) throw new Error(`no place of ${name}`);
  return place;
}

describe.each(scopes)("rouse ls of services of the %s", (scope) => {
  const manager = () => machine[scope];

  test.each(kinds)("a service at a %s socket: asleep, awake, and when it sleeps", async (kind) => {
    const place = placeOf(manager(), kind);
    const listen = kind === "udp" ? [`udp:${place.address}`] : [place.address];
    expect(await listed(manager(), kind)).toMatchObject({
      ...{ scope, state: "asleep", why: "no client yet", listen, wakes: 0 },
      ...{ connections: null, memory_bytes: null, sleeps_at: null, last_wake_ms: null },
    });
    await ask(place);
    const used = await whenIn(manager(), kind, "awake");
    expect(used).toMatchObject({ connections: 0, wakes: 1 });
    expect(used.why).toMatch(/^no connection for 0:\d\d$/);
    expect(used.last_wake_ms).toBeGreaterThan(0);
    expect(used.memory_bytes).toBeGreaterThan(1_000_000);
    const left = Date.parse(used.sleeps_at ?? "") - Date.now();
    expect(left).toBeGreaterThan(3_500_000);
    expect(left).toBeLessThan(3_600_000);
    await expectClients(kind, place);
  });

  async function expectClients(kind: Kind, place: Place): Promise<void> {
    if (kind === "udp") return;
    const clients = [await connect(place.address), await connect(place.address)];
    const held = await listed(manager(), kind);
    expect(held).toMatchObject({ state: "awake", connections: 2, sleeps_at: null });
    const from = kind === "tcp" ? " from 127.0.0.1" : "";
    expect(held.why).toMatch(new RegExp(`^2 connections${from}, awake for 0:\\d\\d$`));
    for (const client of clients) client.destroy();
  }

  test("one whose program does not listen yet is waking", async () => {
    open(placeOf(manager(), "slow").address).on("error", () => undefined);
    const { why, connections } = await whenIn(manager(), "slow", "waking");
    expect(why).toMatch(/^starting for 0:\d\d, it does not listen yet$/);
    expect(connections).toBe(1);
  });

  test("one that crashes has failed, with the status, the tries and the next one", async () => {
    open(placeOf(manager(), "crash").address).on("error", () => undefined);
    const { why } = await whenIn(manager(), "crash", "failed");
    expect(why).toMatch(/^ended with status 3 at start, next in [45]\d s: rouse logs crash$/);
  });

  test("one whose program is missing has failed", async () => {
    // Not by a client: as long as one waits, systemd starts it over and over.
    await manager().systemctl("start", "--no-block", "once.service");
    const { why } = await whenIn(manager(), "once", "failed");
    expect(why).toBe("its program was not found; the next client tries again: rouse logs once");
  });

  test.each(["limit", "starts"])("one that hit its limit (%s) says how to go on", async (name) => {
    const client = await connect(placeOf(manager(), name).address);
    const { why } = await whenIn(manager(), name, "limit-hit");
    client.destroy();
    expect(why).toBe(`limit of starts hit: rouse start ${name}`);
    const started = await manager().rouse("start", name, `--${scope}`);
    expect(started).toMatchObject({ code: 0, stderr: "" });
    const { address } = placeOf(manager(), name);
    expect(started.stdout).toBe(`${name} sleeps: the next connection to ${address} wakes it\n`);
    expect((await listed(manager(), name)).state).toBe("asleep");
  });

  test("one whose socket was not started is stopped", async () => {
    const { state, why } = await listed(manager(), "stopped");
    expect({ state, why }).toEqual({
      state: "stopped",
      why: "nobody can wake it: rouse start stopped",
    });
  });
});
