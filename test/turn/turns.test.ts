import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { descendants } from "../harness/procs.js";
import { start } from "../harness/start.js";
import { until } from "../harness/until.js";
import { answer, Group, kinds, type Member, untilClosed } from "./group.js";

describe.each(kinds)("a service of a group that sleeps over %s", (kind) => {
  test("waits until the other one is idle, which then sleeps at once, and cuts nobody off", async () => {
    const group = new Group();
    const busy = await group.add("busy", "tcp");
    const waiter = await group.add("waiter", kind);
    const [first, second] = [await busy.hold(), await busy.hold()];
    const asked = waiter.ask();
    const ahead = await waiter.queued(({ connections }) => connections === 2);
    expect(ahead).toMatchObject({
      ...{ state: "waiting", program_pid: null, wakes: 0 },
      waits_for: { name: "busy", connections: 2 },
    });
    first.destroy();
    await waiter.queued(({ connections }) => connections === 1);
    second.write("x");
    await asked;
    await busy.asleep();
    expect(await waiter.reported(({ state }) => state === "running")).toMatchObject({
      ...{ waits_for: null, wakes: 1 },
    });
    expect(group.violations).toEqual([]);
    expect(group.runs).toEqual([busy.address, waiter.address]);
  });

  test("makes way for another one", async () => {
    const group = new Group();
    const idle = kind === "udp" ? ["--exit-idle-time=500ms"] : ["--exit-idle-time=0"];
    const first = await group.add("first", kind, idle);
    const second = await group.add("second", "tcp");
    await first.ask();
    await second.ask();
    await first.ask();
    expect(group.violations).toEqual([]);
    expect(group.runs).toEqual([first.address, second.address, first.address]);
    expect((await second.asleep()).last_exit).toMatchObject({ reason: "idle" });
  });
});

test("the next one starts when the last process of the one before has ended, and not before", async () => {
  const group = new Group();
  const first = await group.add("first", "tcp", [], { end: 1.5 });
  const second = await group.add("second", "unix");
  const pid = await first.ask();
  const client = await first.hold();
  const asked = second.ask();
  await second.queued();
  expect(descendants(first.running.pid)).toContain(pid);
  client.destroy();
  await asked;
  expect(descendants(first.running.pid)).not.toContain(pid);
  expect(group.violations).toEqual([]);
});

test("clients of three services are answered in the order in which they came", async () => {
  const group = new Group();
  const members = [
    await group.add("a", "tcp"),
    await group.add("b", "unix"),
    await group.add("c", "tcp"),
  ];
  const [a, b, c] = members;
  if (!a || !b || !c) throw new Error("expected three services");
  const holder = await a.hold();
  const ofC = c.ask();
  await c.queued();
  const ofB = b.ask();
  await b.queued();
  holder.destroy();
  await ofC;
  await a.ask();
  await ofB;
  expect(group.violations).toEqual([]);
  expect(group.runs).toEqual([a, c, b, a].map(({ address }) => address));
});

test("loading is use: a service that loads is not stopped for another one", async () => {
  const group = new Group();
  const slow = await group.add("slow", "tcp", [], { load: 1 });
  const other = await group.add("other", "tcp", ["--max-wait=1ms"]);
  const first = await slow.say("hold");
  await slow.reported(({ state }) => state === "starting");
  const asked = other.ask();
  const { waits_for } = await other.queued();
  expect(waits_for).toEqual({ name: "slow", connections: null });
  await answer(first);
  await asked;
  expect(group.violations).toEqual([]);
});

test("--max-wait has one stopped that is in use, and those who come meanwhile wait", async () => {
  const group = new Group();
  const busy = await group.add("busy", "tcp");
  const waiter = await group.add("waiter", "unix", ["--max-wait=300ms"]);
  const client = await busy.hold();
  await waiter.ask();
  await untilClosed(client);
  expect(busy.running.stderr).toContain(
    "the program is stopped while clients are connected (1): waiter has waited for its --max-wait",
  );
  await busy.ask();
  expect(group.violations).toEqual([]);
});

test("a veto keeps the others waiting, and is asked soon again", async () => {
  const group = new Group();
  const file = join(group.folder, "busy");
  writeFileSync(file, "");
  const first = await group.add("first", "tcp", [`--busy-file=${file}`]);
  const second = await group.add("second", "tcp");
  await first.ask();
  const asked = second.ask();
  await first.reported(({ busy }) => busy !== null, "its veto");
  expect((await second.queued()).waits_for).toMatchObject({ name: "first" });
  rmSync(file);
  await asked;
  expect(group.violations).toEqual([]);
});

test("a service that waits ends at SIGTERM, and gives its place up", async () => {
  const group = new Group();
  const [a, b, c] = [
    await group.add("a", "tcp"),
    await group.add("b", "tcp"),
    await group.add("c", "tcp"),
  ];
  const client = await a.hold();
  const lost = await b.say("ask");
  await b.queued();
  const asked = c.ask();
  await c.queued();
  expect(await b.running.stop()).toEqual({ code: null, signal: "SIGTERM" });
  lost.destroy();
  client.destroy();
  await asked;
  expect(group.violations).toEqual([]);
  expect(group.runs).toEqual([a.address, c.address]);
  await Promise.all([a, c].map(({ running }) => running.stop()));
  expect(readdirSync(group.line)).toEqual([]);
});

test("what another user has written as the name of its service does nothing to a terminal", async () => {
  const group = new Group();
  const one = await group.add("one", "tcp");
  mkdirSync(group.line, { recursive: true, mode: 0o700 });
  const ticket = join(group.line, "1".padStart(20, "0"));
  writeFileSync(ticket, `1 ${"0".padStart(20, "0")} ${"2".padStart(10)} a\u001b[31mb\n`);
  const locked = start(["flock", "--no-fork", ticket, "sh", "-c", "echo locked; exec sleep 60"]);
  await locked.line(/^locked$/);
  const asked = one.ask();
  const { waits_for } = await one.queued();
  expect(waits_for).toEqual({ name: "a?[31mb", connections: 2 });
  locked.signal("SIGKILL");
  await asked;
});

test("nothing of a service that sleeps is open in the folder of the group", async () => {
  const group = new Group();
  const other = await group.add("other", "tcp");
  const one = await group.add("one", "tcp", ["--exit-idle-time=200ms"]);
  const client = await connect(one.address);
  await one.reported(({ state }) => state === "running");
  expect(group.tickets).toHaveLength(1);
  client.destroy();
  await one.reported(({ state, wakes }) => state === "waiting" && wakes === 1);
  expect(group.tickets).toEqual([]);
  const opened = ({ running }: Member) => readdirSync(`/proc/${running.pid}/fd`).length;
  await until(() => opened(one) === opened(other), { what: "as many descriptors as before" });
});
