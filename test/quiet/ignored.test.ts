import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { program } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { readReport, reportWhere } from "../harness/report.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { within } from "../harness/until.js";
import { holdAsleep } from "../sleep/asleep.js";
import { ask, holdTalker, idleMs, join, sleepsBeside, staysAwake, type Talker } from "./talker.js";

const monitor = "127.0.0.2";
const options = [`--ignore-clients=${monitor}`];

function joinAs({ address }: Talker, localAddress: string): Promise<Socket> {
  return connect(address, { allowHalfOpen: true, localAddress });
}

async function isTurnedAway(socket: Socket): Promise<void> {
  const closed = new Promise((resolve) => socket.once("close", resolve).once("end", resolve));
  socket.resume();
  await within(closed, 60_000, () => "the end of the connection");
}

test("an ignored client is turned away while the program sleeps; the next one wakes it", async () => {
  const talker = await holdTalker("tcp", { options: ["--ignore-clients=127.0.0.2/31"] });
  for (const host of [monitor, "127.0.0.3"]) await isTurnedAway(await joinAs(talker, host));
  expect(readReport(talker.report)).toMatchObject({ state: "waiting", wakes: 0 });
  expect(await ask(await joinAs(talker, "127.0.0.4"))).toMatch(/^\d+\n$/);
  expect(readReport(talker.report)).toMatchObject({ wakes: 1 });
});

test("nobody is turned away whose neighbours in the queue are ignored", async () => {
  const talker = await holdTalker("tcp", { idle: 50, options });
  for (let round = 0; round < 12; round++) {
    const hosts = Array.from({ length: 9 }, () => monitor);
    hosts.splice(round % 10, 0, "127.0.0.1");
    const clients = hosts.map(async (host) => {
      const client = await joinAs(talker, host);
      const asked = ask(client);
      const answer = host === monitor ? await asked.catch(() => "") : await asked;
      client.destroy();
      return answer;
    });
    expect((await Promise.all(clients))[round % 10]).toMatch(/^\d+\n$/);
    await reportWhere(talker.report, ({ state, wakes }) => state === "waiting" && wakes > round);
  }
});

test("its connections do not keep the program awake, and those of others do", async () => {
  const talker = await holdTalker("tcp", { options });
  const client = await join(talker);
  await ask(client);
  const ignored = await joinAs(talker, monitor);
  await ask(ignored);
  await reportWhere(talker.report, ({ ignored_connections: count }) => count === 1);
  await pause(4 * idleMs);
  expect(readReport(talker.report)).toMatchObject({ state: "running", connections: 1 });
  client.destroy();
  await sleepsBeside(talker, ignored);
});

test("nor do its arrivals, however often it comes", async () => {
  const talker = await holdTalker("tcp", { idle: 1000, options });
  const client = await join(talker);
  await ask(client);
  client.destroy();
  let asked = 0;
  while (readReport(talker.report)?.state !== "waiting" || asked === 0) {
    const ignored = await joinAs(talker, monitor);
    const answer = await ask(ignored).catch(() => "");
    ignored.destroy();
    if (answer === "") break;
    asked++;
    expect(asked).toBeLessThan(1000);
    await pause(100);
  }
  expect(await reportWhere(talker.report, ({ state }) => state === "waiting")).toMatchObject({
    wakes: 1,
  });
});

test("an IPv4 network is meant at an IPv6 socket, too", async () => {
  const port = await freePort();
  const argv = ["python3", "-B", program("talks.py"), "tcp", `[::]:${port}`];
  const asleep = await holdAsleep({ kind: "tcp", address: `[::]:${port}`, argv }, idleMs, options);
  const talker = { ...asleep, address: `127.0.0.1:${port}` };
  await isTurnedAway(await joinAs(talker, monitor));
  const client = await joinAs(talker, "127.0.0.1");
  await ask(client);
  const ignored = await joinAs(talker, monitor);
  await ask(ignored);
  client.destroy();
  await sleepsBeside(talker, ignored);
});

test("networks mean no client of a unix socket", async () => {
  const talker = await holdTalker("unix", { options: ["--ignore-clients=0.0.0.0/0"] });
  const client = await join(talker);
  await ask(client);
  await pause(4 * idleMs);
  expect(readReport(talker.report)).toMatchObject({ state: "running", connections: 1 });
});

const { test: testAsRoot } = needsRoot("setpriv");
const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

testAsRoot.each(["tcp", "abstract"] as const)("clients of a user are ignored: %s", async (spot) => {
  const talker = await holdTalker(spot, { options: ["--ignore-clients=uid:65534"] });
  const kind = spot === "tcp" ? "tcp" : "unix";
  const other = () =>
    start([
      ...nobody,
      "/usr/bin/python3",
      "-B",
      program("asks-and-stays.py"),
      kind,
      talker.address,
    ]);
  await other().line(/^closed$/);
  expect(readReport(talker.report)).toMatchObject({ state: "waiting", wakes: 0 });
  const client = await join(talker);
  await ask(client);
  const ignored = other();
  await ignored.line(/^\d+$/);
  const counted = { connections: 1, ignored_connections: 1 };
  expect(
    await reportWhere(talker.report, ({ ignored_connections: count }) => count === 1),
  ).toMatchObject(counted);
  client.destroy();
  await ignored.line(/^closed$/);
  await reportWhere(talker.report, ({ state }) => state === "waiting");
});

test("with both, a client that waits for an answer is ignored, and another one is not", async () => {
  const both = [...options, "--quiet-after=1s"];
  const talker = await holdTalker("tcp", { options: both });
  const client = await join(talker);
  await ask(client);
  const ignored = await joinAs(talker, monitor);
  ignored.write("later\n");
  await sleepsBeside(talker, client);
  const again = await join(talker);
  again.write("later\n");
  await staysAwake(talker);
});
