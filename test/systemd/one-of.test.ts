import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { beforeAll, expect } from "vitest";
import { after } from "../harness/after.js";
import { connect } from "../harness/connect.js";
import { start } from "../harness/start.js";
import { until } from "../harness/until.js";
import { addServer, scopes, serverPy } from "./added.js";
import { type Machine, needsMachine, startMachine } from "./machine.js";
import { ask, kinds, newPlace, type Place } from "./places.js";
import { checkout, node, type ServiceManager } from "./service-manager.js";

const { describe, test } = needsMachine();

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});

async function shown(manager: ServiceManager, name: string) {
  return JSON.parse((await manager.rouse("status", name, "--json")).stdout);
}

/** A client that stays, of a program that runs. */
async function hold(place: Place): Promise<Socket> {
  await ask(place);
  return connect(place.address);
}

const untilQueued = (manager: ServiceManager, name: string) =>
  until(
    async () => {
      const status = await shown(manager, name);
      return status.waits_for?.connections === 1 ? status : undefined;
    },
    { everyMs: 100, what: `${name} to wait for its turn` },
  );

/** Each test has a group of its own. */
const of = (group: string, idle = "1h") => ["--one-of", group, "--idle", idle];

describe.each(scopes)("services of one group, of the %s", (scope) => {
  test.each(kinds)("never run beside each other (tcp and %s)", async (kind) => {
    const manager = machine[scope];
    const [held, waiting] = [await newPlace("tcp", manager), await newPlace(kind, manager)];
    await addServer(manager, `held-${kind}`, held, ...of(kind));
    await addServer(manager, `late-${kind}`, waiting, ...of(kind, "1s"));
    const client = await hold(held);
    const answer = ask(waiting);
    const status = await untilQueued(manager, `late-${kind}`);
    expect(status).toMatchObject({
      ...{ state: "waking", why: `waits for held-${kind}, 1 connection`, one_of: kind },
      ...{ program_pid: null, max_wait: null },
    });
    const { ActiveState } = await manager.show(`late-${kind}.service`, "ActiveState");
    expect(ActiveState).toBe("activating");
    client.destroy();
    const { pid } = await answer;
    expect((await shown(manager, `held-${kind}`)).state).toBe("asleep");
    await ask(held).then((facts) => expect(facts.pid).not.toBe(pid));
    if (kind !== "udp") await until(() => manager.hostPid(pid) === undefined);
    await manager.rouse("rm", `held-${kind}`);
    await manager.rouse("rm", `late-${kind}`);
  });

  test("one that is started without a client waits as well, longer than the manager's time-out", async () => {
    const manager = machine[scope];
    const [held, eager] = [await newPlace("tcp", manager), await newPlace("tcp", manager)];
    await addServer(manager, "held", held, ...of("gpu"));
    await addServer(manager, "eager", eager, ...of("gpu"), "--max-wait", "1h");
    const dropIn = join(manager.unitFolder, "eager.service.d");
    mkdirSync(dropIn);
    after(() => rmSync(dropIn, { recursive: true }));
    writeFileSync(join(dropIn, "short.conf"), "[Service]\nTimeoutStartSec=1s\n");
    await manager.daemonReload();
    const client = await hold(held);
    const begun = performance.now();
    const starting = manager.systemctl("start", "eager.service");
    const { rouse_exec_pid: waiting } = await untilQueued(manager, "eager");
    const text = (await manager.rouse("status", "eager")).stdout;
    expect(text).toMatch(
      /^ +one of +gpu: it never runs beside another service of this group; one that is in use is\n? *stopped after it has waited 1h$/m,
    );
    await until(() => performance.now() > begun + 1500, { what: "more than the time-out" });
    client.destroy();
    await starting;
    expect((await shown(manager, "eager")).rouse_exec_pid).toBe(waiting);
    await manager.rouse("rm", "held");
    await manager.rouse("rm", "eager");
  });
});

test("services of the system that run as several users, in sandboxes or without systemd take turns", async () => {
  const { system } = machine;
  const [boxed, own, free] = [
    await newPlace("tcp", system),
    await newPlace("tcp", system),
    await newPlace("tcp", system),
  ];
  await addServer(system, "boxed", boxed, ...of("mixed"), "--sandbox");
  await addServer(system, "own", own, ...of("mixed"), "--run-as", "daemon");
  const rouse = [node, `${checkout}/dist/cli/main.js`];
  const server = [...serverPy, "tcp", free.address];
  const argv = [
    ...rouse,
    "listen",
    free.address,
    ...of("mixed"),
    "--name",
    "free",
    "--",
    ...server,
  ];
  const running = start(system.insideArgv(argv), { cwd: "/" });
  await running.line(/^rouse: holding /);
  const pids: number[] = [];
  for (const place of [boxed, own, free, boxed, free, own]) {
    const { pid } = await ask(place);
    const last = pids.at(-1);
    if (last !== undefined) expect(system.hostPid(last)).toBeUndefined();
    pids.push(pid);
  }
  expect(new Set(pids).size).toBe(6);
  const client = await hold(own);
  const answer = ask(free);
  await until(
    async () =>
      /waits for own, 1 connection/.test((await system.rouse("ls")).stdout.replace(/\s+/g, " ")),
    {
      everyMs: 100,
    },
  );
  client.destroy();
  await answer;
  await running.stop();
  await system.rouse("rm", "boxed");
  await system.rouse("rm", "own");
});

test("services of a user and of the system do not exclude each other", async () => {
  const { system, user } = machine;
  const [one, other] = [await newPlace("tcp", system), await newPlace("tcp", user)];
  await addServer(system, "one", one, ...of("both"));
  await addServer(user, "other", other, ...of("both"));
  const client = await hold(one);
  await ask(other);
  client.destroy();
  await system.rouse("rm", "one");
  await user.rouse("rm", "other");
});
