import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { ask, connect } from "../harness/connect.js";
import { untilQuick, within } from "../harness/until.js";
import { ask2, request, say, secure, session } from "./clients.js";
import { deadlineMs, exits, holdServer, type Kind, leaves } from "./served.js";

const kinds: [Kind, typeof secure][] = [
  ["http", connect],
  ["https", secure],
  ["https2", secure],
];

test.each(kinds)(
  "a connection of %s without a request is let to live as long as announced",
  async (kind, open) => {
    const { holder, address } = await holdServer({ kind, after: "100ms", keepAliveMs: 5000 });
    const socket = await open(address);
    const heard = await say(socket, request("/"), /pid/);
    expect(heard).toMatch(/keep-alive: timeout=5/i);
    await pause(800);
    const [pid] = heard.match(/"pid":\d+/) ?? [];
    expect(await say(socket, request("/"), /pid/)).toContain(pid);
    expect(exits(holder), holder.output.all()).toEqual([]);
    await within(once(socket, "end"), deadlineMs, () => "the end of the connection");
    await leaves(holder);
  },
);

test.each(kinds)(
  "a connection of %s that announced nothing is closed, and no reason to stay",
  async (kind, open) => {
    const { holder, address } = await holdServer({ kind, after: "200ms", keepAliveMs: 0 });
    const socket = await open(address);
    const ending = within(once(socket, "end"), deadlineMs, () => "the end of the connection");
    await say(socket, request("/"), /pid/);
    await leaves(holder);
    await ending;
  },
);

test("a connection of many requests is watched once", async () => {
  const { holder, address } = await holdServer({ kind: "http", after: "3s", keepAliveMs: 0 });
  const socket = await connect(address);
  for (let count = 0; count < 30; count++) await say(socket, request("/"), /pid/);
  await leaves(holder);
  // Node warns of an emitter with more than ten listeners of a kind.
  expect(holder.stderr).toBe("");
});

async function webSocket(address: string): Promise<Socket> {
  // Between its two requests the other one rests, and would be closed if we were late.
  const [other, socket] = [await connect(address), await connect(address)];
  await say(socket, request("/"), /pid/);
  await say(socket, request("/", "Connection: Upgrade\r\nUpgrade: echo\r\n"), /101 /);
  other.destroy();
  return socket;
}

test.each([
  ["net", connect],
  ["http", webSocket],
] as const)(
  "the idle time begins when a connection to a %s server is closed",
  async (kind, open) => {
    const { holder, address } = await holdServer({ kind, after: "1500ms", keepAliveMs: 0 });
    const socket = await open(address);
    await holder.line(/^ready: /, { deadlineMs });
    await pause(1000);
    const closed = performance.now();
    socket.destroy();
    await leaves(holder);
    // A timer may be a millisecond early.
    expect(performance.now() - closed).toBeGreaterThan(1500 - 2);
  },
);

test("a session of HTTP/2 without a stream is told that it is over, and no reason to stay", async () => {
  const { holder, address } = await holdServer({ kind: "http2", after: "3s" });
  const client = session(address);
  const goaway = within(once(client, "goaway"), deadlineMs, () => "a GOAWAY");
  expect(await ask2(client, "/")).toMatch(/pid/);
  await leaves(holder);
  const [code, last] = await goaway;
  expect({ code, last }).toEqual({ code: 0, last: 1 });
});

test("each datagram is use, of a moment", async () => {
  const comesInTime = async () => {
    const { holder, address } = await holdServer({ kind: "udp", after: "3s" });
    const first = await ask(address, "?");
    await pause(1000);
    const asked = performance.now();
    const second = await ask(address, "?");
    if (exits(holder).length > 0 || first !== second) return false;
    await leaves(holder);
    expect(performance.now() - asked).toBeGreaterThan(3000 - 2);
    return true;
  };
  await untilQuick(comesInTime, "a second datagram within the idle time");
});

test("a datagram that comes when it leaves starts it again", async () => {
  const { holder, address } = await holdServer({ kind: "udp", after: "100ms" });
  const { pid: first } = JSON.parse(await ask(address, "?"));
  await leaves(holder);
  const { pid: second } = JSON.parse(await ask(address, "?"));
  expect(second).not.toBe(first);
});
