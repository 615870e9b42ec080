import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { after } from "../harness/after.js";
import { connect, open } from "../harness/connect.js";
import { root } from "../harness/paths.js";
import { until } from "../harness/until.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { writeOurs, writeServer } from "./ours.js";
import { ask, type Kind, newPlace, type Place } from "./places.js";
import { checkout, node, type ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

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
  const { api_version, services, problems } = JSON.parse(stdout);
  const isBroken = services.some(({ state }: Listed) => /fail|limit/.test(state));
  expect({ code, stderr }).toEqual({ code: isBroken ? 3 : 0, stderr: "" });
  expect({ api_version, problems }).toEqual({ api_version: 1, problems: [] });
  return services;
}

/** What `rouse ls` shows of all, once it shows of each name this state, and so many connections. */
async function whenIn(
  manager: ServiceManager,
  wanted: Record<string, [state: string, connections?: number]>,
): Promise<Record<string, Listed>> {
  let last: Record<string, Listed> = {};
  const isShown = ([name, [state, connections]]: (typeof entries)[number]) =>
    last[name]?.state === state && [undefined, last[name].connections].includes(connections);
  const entries = Object.entries(wanted);
  const isSo = async () => {
    const all = await listOf(manager);
    last = Object.fromEntries(all.map((one) => [one.name, one]));
    return entries.every(isShown) && last;
  };
  const what = () => `${JSON.stringify(wanted)}; it is ${JSON.stringify(last)}`;
  return until(isSo, { everyMs: 200, what });
}

function placeOf(manager: ServiceManager, name: string): Place {
  const place = places.get(`${manager.scope} ${name}`);
  if (place === undefined) throw new Error(`no place of ${name}`);
  return place;
}

/** A client that waits; where the socket is closed for a limit, it may be reset before it is connected. */
function wake({ address }: Place): Socket {
  const client = open(address).on("error", () => undefined);
  after(() => void client.destroy());
  return client;
}

describe.each(scopes)("rouse ls of services of the %s", (scope) => {
  const manager = () => machine[scope];
  const listens = (kind: Kind) => {
    const { address } = placeOf(manager(), kind);
    return kind === "udp" ? `udp:${address}` : address;
  };

  test("shows those that nobody has used as asleep, and those without a socket as stopped", async () => {
    const all = await whenIn(manager(), { tcp: ["asleep"] });
    for (const kind of kinds) {
      expect(all[kind]).toMatchObject({
        ...{ scope, state: "asleep", why: "no client yet", listen: [listens(kind)], wakes: 0 },
        ...{ connections: null, memory_bytes: null, sleeps_at: null, last_wake_ms: null },
      });
    }
    const { state, why } = all.stopped ?? {};
    const expected = { state: "stopped", why: "nobody can wake it: rouse start stopped" };
    expect({ state, why }).toEqual(expected);
  });

  test("shows those that serve as awake, with who is connected, and when they sleep", async () => {
    await Promise.all(kinds.map((kind) => ask(placeOf(manager(), kind))));
    // The server may have answered and not yet closed.
    const none: [string, number] = ["awake", 0];
    const used = await whenIn(manager(), { tcp: none, unix: none, udp: ["awake"] });
    for (const kind of kinds) expectUsed(used[kind], kind);
    const clients = ["tcp", "tcp", "unix", "unix"].map((kind) =>
      connect(placeOf(manager(), kind).address),
    );
    const opened = await Promise.all(clients);
    const held = await whenIn(manager(), { tcp: ["awake", 2], unix: ["awake", 2] });
    for (const [kind, from] of Object.entries({ tcp: " from 127.0.0.1", unix: "" })) {
      expect(held[kind]).toMatchObject({ state: "awake", connections: 2, sleeps_at: null });
      // The servers take one client at a time, and not always at once.
      expect(held[kind]?.why).toMatch(
        new RegExp(`^2 connections${from}, awake for \\d+:\\d\\d(; [12] waits? to be accepted)?$`),
      );
    }
    for (const client of opened) client.destroy();
  });

  function expectUsed(used: Listed | undefined, kind: Kind): void {
    const isUdp = kind === "udp";
    expect(used).toMatchObject({ connections: isUdp ? null : 0, wakes: 1 });
    expect(used?.why).toMatch(
      isUdp ? /^no datagram for \d+:\d\d$/ : /^no connection for \d+:\d\d$/,
    );
    expect(used?.last_wake_ms).toBeGreaterThan(0);
    expect(used?.memory_bytes).toBeGreaterThan(1_000_000);
    const left = Date.parse(used?.sleeps_at ?? "") - Date.now();
    expect(left).toBeGreaterThan(3_500_000);
    expect(left).toBeLessThan(3_600_000);
  }

  test("shows why one starts, fails, or has hit a limit; rouse start opens it again", async () => {
    const names = ["slow", "crash", "limit", "starts"];
    const clients = names.map((name) => wake(placeOf(manager(), name)));
    // Not by a client: as long as one waits, systemd starts it over and over.
    await manager().systemctl("start", "--no-block", "once.service");
    const all = await whenIn(manager(), {
      ...{ slow: ["waking", 1], crash: ["failed"], once: ["failed"] },
      ...{ limit: ["limit-hit"], starts: ["limit-hit"] },
    });
    for (const client of clients) client.destroy();
    const why = (name: string) => all[name]?.why;
    expect(why("slow")).toMatch(/^starting, for \d+:\d\d so far; it does not listen yet$/);
    expect(all.slow?.connections).toBe(1);
    expect(why("crash")).toMatch(/^ended with status 3 at start, next in \d+ s: rouse logs crash$/);
    expect(why("once")).toBe(
      "its program was not found; the next client tries again: rouse logs once",
    );
    expect(why("limit")).toBe("limit of starts hit: rouse start limit");
    expect(why("starts")).toBe("limit of starts hit: rouse start starts");
    const started = await manager().rouse("start", "limit", "starts", `--${scope}`);
    expect(started).toMatchObject({ code: 0, stderr: "" });
    await whenIn(manager(), { limit: ["asleep"], starts: ["asleep"] });
  });
});

test("the packaged daemon tells the same of the user's services, and what is wrong", async () => {
  const manager = machine.user;
  for (const name of ["rouse.socket", "rouse.service"]) {
    const text = readFileSync(join(root, "packaging/systemd", name), "utf8");
    const exec = `ExecStart=${node} ${checkout}/dist/cli/main.js`;
    manager.writeUnit(name, text.replace("ExecStart=rouse", exec));
  }
  await manager.daemonReload();
  await manager.systemctl("start", "rouse.socket");
  let problems: string[] = [];
  let told: object = {};
  // One that crashes may be started between the two.
  const isTheSame = async () => {
    const { stdout } = await manager.rouse("daemon", "status");
    const [, counted = "", ...lines] = stdout.trimEnd().split("\n");
    const states = (await listOf(manager)).map(({ state }) => state);
    const counts = [...new Set(states)].map(
      (state) => `${states.filter((one) => one === state).length} ${state}`,
    );
    const daemon = counted.replace("services: ", "").split(", ");
    [problems, told] = [lines, { daemon, counts }];
    return daemon.sort().join() === counts.sort().join();
  };
  await until(isTheSame, { what: () => `the same counts, not ${JSON.stringify(told)}` });
  expect(problems).toContain(
    "the service 'once' (failed): its program was not found; the next client tries again: rouse logs once",
  );
  expect(problems.join("\n")).not.toMatch(/'(tcp|stopped)'/);
});
