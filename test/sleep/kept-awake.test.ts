import { createSocket } from "node:dgram";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { parseAddress } from "../harness/address.js";
import { connect } from "../harness/connect.js";
import { children, isAlive } from "../harness/procs.js";
import { reportState, reportWhere } from "../harness/report.js";
import { type Asleep, holdAsleep, sleptAt } from "./asleep.js";
import { type Kind, newServer, newSlowServer } from "./servers.js";

const idleMs = 200;

const streams: Kind[] = ["tcp", "unix"];

describe("a program stays awake", () => {
  test("while a connection is open on which nothing is said", async () => {
    await Promise.all(streams.map(silentConnection));
  });

  test("while a client that has said all waits for its answer", async () => {
    await Promise.all(streams.map(halfClosedConnection));
  });

  test("while a connection waits to be accepted, closed by its client or not", async () => {
    await Promise.all(streams.map(queuedConnection));
  });

  test("while there is a datagram that nobody has read", async () => {
    const server = await newSlowServer("queue", "udp");
    const asleep = await holdAsleep(server, idleMs);
    await sendDatagram(server.address);
    const pid = await staysAwake(asleep);
    process.kill(pid, "SIGUSR1");
    await fallsAsleep(asleep, pid);
  });
});

test("a connection that the program has closed does not, though its client has not", async () => {
  const server = await newServer("c", "tcp");
  const asleep = await holdAsleep(server, idleMs);
  // Nothing reads the answer, so that Node does not close our half at its end.
  const client = await connect(server.address);
  client.write("GET / HTTP/1.0\r\n\r\n");
  await reportWhere(asleep.report, ({ state, wakes }) => state === "waiting" && wakes === 1);
  expect(children(asleep.running.pid)).toEqual([]);
  expect(client.destroyed).toBe(false);
});

async function silentConnection(kind: Kind): Promise<void> {
  const server = await newServer("python", kind);
  const asleep = await holdAsleep(server, idleMs);
  const client = await connect(server.address);
  const pid = await staysAwake(asleep);
  client.destroy();
  await fallsAsleep(asleep, pid);
}

async function halfClosedConnection(kind: Kind): Promise<void> {
  const server = await newSlowServer("accept", kind);
  const asleep = await holdAsleep(server, idleMs);
  const client = await connect(server.address);
  client.end("half-closed from here on");
  const pid = await staysAwake(asleep);
  process.kill(pid, "SIGUSR1");
  expect(String(await once(client, "data"))).toBe("the late answer");
  await fallsAsleep(asleep, pid);
}

async function queuedConnection(kind: Kind): Promise<void> {
  const server = await newSlowServer("queue", kind);
  const asleep = await holdAsleep(server, idleMs);
  const client = await connect(server.address);
  const pid = await staysAwake(asleep);
  client.destroy();
  expect(await staysAwake(asleep)).toBe(pid);
  await asleep.running.line(/a client at \S+ has waited for a whole idle time/);
  process.kill(pid, "SIGUSR1");
  await fallsAsleep(asleep, pid);
}

/** For as long as several looks take; gives the pid of the program. */
async function staysAwake({ report }: Asleep): Promise<number> {
  const { program_pid: pid } = await reportState(report, "running");
  if (pid === null) throw new Error("it runs without a program");
  await pause(idleMs * 4);
  expect(isAlive(pid)).toBe(true);
  return pid;
}

async function fallsAsleep(asleep: Asleep, pid: number): Promise<void> {
  await sleptAt(asleep);
  expect(isAlive(pid)).toBe(false);
}

async function sendDatagram(address: string): Promise<void> {
  const target = parseAddress(address);
  if ("path" in target) throw new Error(`expected a UDP address, got ${address}`);
  const sender = createSocket("udp4");
  const sent = new Promise((resolve) => {
    sender.send("unread", target.port, target.host, resolve);
  });
  await sent;
  sender.close();
}
