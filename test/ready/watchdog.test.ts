import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { atOnce } from "../adopt/idle.js";
import { activate, type ListeningSocket } from "../harness/activate.js";
import { connect } from "../harness/connect.js";
import { program, rouseExec } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { superviseOwn } from "../process/supervised.js";
import { monotonicMs, type ServiceManager, startManager } from "./service-manager.js";
import { startSteered } from "./steered.js";

const ping = "WATCHDOG=1";
/** WatchdogSec= in these tests; the manager is to hear twice as often that all is well. */
const watchdogMs = 400;

atOnce({
  "the watchdog is told twice in its time that all is well": async () => {
    const began = monotonicMs();
    const { manager } = await startSteered([await tcpOn("127.0.0.1")], watched(watchdogMs));
    const fifth = (await heardPings(manager, 5))[4] ?? 0;
    // The first comes at once.
    expect(fifth - began).toBeGreaterThanOrEqual(2 * watchdogMs);
  },

  "not while a client waits to be accepted, IPv4": async () => hang(await tcpOn("127.0.0.1")),
  "not while a client waits to be accepted, IPv6": async () => hang(await tcpOn("[::1]")),
  "not while a client waits to be accepted, unix": async () =>
    hang({ kind: "unix", address: `${tempDir()}/socket` }),

  "but while a client waits for another server, on the same port of another address": async () => {
    const own = await tcpOn("127.0.0.1");
    const other = own.address.replace("127.0.0.1", "127.0.0.2");
    const hung = start(["python3", program("ready-hangs.py"), `${tempDir()}/file`, other]);
    await hung.line(/^hangs$/);
    const steered = await startSteered([own], watched(watchdogMs));
    await steered.do(`bind s ${own.kind} ${own.address}; listen s`);
    await steered.manager.heard("READY=1");
    await connect(other);
    await heardPings(steered.manager, pings(steered.manager).length + 4);
    expect(steered.running.stderr).toBe("");
  },

  "but while the queue is never empty and moves on": async () => {
    const { kind, address } = await tcpOn("127.0.0.1");
    const manager = await startManager();
    const argv = ["python3", program("ready-crowded.py"), address];
    const env = { ...manager.env, ...watched(4000).env };
    const running = activate([{ kind, address }], [rouseExec, "--ready", "--", ...argv], { env });
    await running.line(/^served 60$/);
    await heardPings(manager, pings(manager).length + 2);
    expect(running.stderr).toBe("");
  },

  "and while the program sleeps": async () => {
    const options = { options: ["--lazy"], ...watched(watchdogMs) };
    const { manager } = await startSteered([await tcpOn("127.0.0.1")], options);
    await heardPings(manager, 3);
  },
});

/** A program that accepts nobody for some time. */
async function hang({ kind, address }: ListeningSocket): Promise<void> {
  const steered = await startSteered([{ kind, address }], watched(watchdogMs));
  const { manager, running } = steered;
  await steered.do(`bind s ${kind} ${address}; listen s`);
  await manager.heard("READY=1");
  await connect(address);
  await running.line(/a client has waited to be accepted/);
  const before = (await manager.allTexts()).length;
  await pause(2 * watchdogMs);
  expect(await manager.allTexts()).toHaveLength(before);
  await steered.do("accept s");
  await heardPings(manager, pings(manager).length + 2);
  expect(running.stderr.match(/a client has waited/g)).toHaveLength(1);
}

describe("no watchdog", () => {
  test.each([
    ["of another process", { WATCHDOG_PID: "1", WATCHDOG_USEC: "2000" }, ["--ready"]],
    ["without --ready", { WATCHDOG_PID: undefined, WATCHDOG_USEC: "2000" }, []],
  ])("is told anything: %s", async (_, env, options) => {
    const manager = await startManager();
    const running = superviseOwn(["sleep", "0.3"], { options, env: { ...env, ...manager.env } });
    expect(await running.exit()).toEqual({ code: 0, signal: null });
    expect(await manager.allTexts()).not.toContain(ping);
  });
});

test.each(["0", "x", "10s", "-"])("WATCHDOG_USEC=%s is refused with status 125", async (text) => {
  const env = { WATCHDOG_USEC: text, WATCHDOG_PID: undefined };
  const running = superviseOwn(["echo", "ran"], { options: ["--ready"], env });
  expect(await running.exit()).toEqual({ code: 125, signal: null });
  const sentence = `cannot use WATCHDOG_USEC=${text}: expected microseconds`;
  expect(running.stderr).toBe(`rouse-exec: ${sentence}\n`);
});

function watched(milliseconds: number) {
  return { env: { WATCHDOG_USEC: String(milliseconds * 1000), WATCHDOG_PID: undefined } };
}

async function tcpOn(host: string): Promise<ListeningSocket> {
  return { kind: "tcp", address: `${host}:${await freePort()}` };
}

function pings(manager: ServiceManager): number[] {
  return manager.messages.filter(({ text }) => text === ping).map(({ at }) => at);
}

async function heardPings(manager: ServiceManager, count: number): Promise<number[]> {
  await until(() => pings(manager).length >= count, { what: `${count} of WATCHDOG=1` });
  return pings(manager);
}
