import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { connect } from "../harness/connect.js";
import { untilQuick } from "../harness/until.js";
import { ask2, request, say, secure, session } from "./clients.js";
import { holdServer, type Kind, leaves, type ServerOptions, stays } from "./served.js";

type Open = (address: string) => Promise<Socket>;

const idleMs = 200;

type Use = (address: string) => Promise<{ destroy(): unknown }>;

/**
 * Stays while `use` lasts, and leaves after it. What leaves the server idle between two words of the client, who may be
 * late, has a companion meanwhile. Returns false when that one was too late itself.
 */
async function lasts(
  options: Omit<ServerOptions, "after">,
  use: Use,
  companion: Use = async () => ({ destroy: () => undefined }),
): Promise<boolean> {
  const { holder, address } = await holdServer({ ...options, after: `${idleMs}ms` });
  const other = await companion(address).catch(() => undefined);
  if (other === undefined) return false;
  const used = await use(address);
  other.destroy();
  await holder.line(/^ready: /);
  await stays(holder, idleMs);
  used.destroy();
  await leaves(holder);
  return true;
}

test("in use is a connection on which nothing was said, or no handshake made", async () => {
  const kinds: Kind[] = ["net", "tls", "http", "https", "https2"];
  await Promise.all(kinds.map((kind) => lasts({ kind }, (address) => connect(address))));
});

test("in use is a TLS connection after its handshake", async () => {
  await Promise.all([lasts({ kind: "tls" }, secure), lasts({ kind: "https" }, secure)]);
});

test("in use is an answer that goes on", async () => {
  const kinds: [Kind, Open][] = [
    ["http", connect],
    ["https", secure],
    ["https2", secure],
  ];
  const events = async (socket: Socket) => {
    await say(socket, request("/events"), /hello/);
    return socket;
  };
  const streams = async (address: string) => {
    const client = session(address);
    expect(await ask2(client, "/")).toMatch(/pid/);
    expect(await ask2(client, "/events")).toMatch(/hello/);
    return client;
  };
  const companion = async (address: string) => {
    const client = session(address);
    expect(await ask2(client, "/events")).toMatch(/hello/);
    return client;
  };
  await Promise.all([
    ...kinds.map(([kind, open]) => lasts({ kind }, async (address) => events(await open(address)))),
    untilQuick(() => lasts({ kind: "http2" }, streams, companion), "a session that asks in time"),
  ]);
});

test("in use is an upgraded connection, at once or after a request", async () => {
  const upgrade = request("/", "Connection: Upgrade\r\nUpgrade: echo\r\n");
  const use = (open: Open, isLater: boolean) => async (address: string) => {
    const socket = await open(address);
    if (isLater) await say(socket, request("/"), /pid/);
    await say(socket, upgrade, /101 /);
    return socket;
  };
  await Promise.all([
    lasts({ kind: "http" }, use(connect, false)),
    lasts({ kind: "http" }, use(connect, true)),
    lasts({ kind: "https" }, use(secure, true)),
  ]);
});

test("in use is half a request, also after a whole one, whatever keep-alive says", async () => {
  const use = async (address: string) => {
    const socket = await connect(address);
    await say(socket, request("/"), /pid/);
    socket.write("GET / HTTP/1.1\r\n");
    return socket;
  };
  await Promise.all([
    lasts({ kind: "http" }, use),
    lasts({ kind: "http", keepAliveMs: 0 }, use, connect),
  ]);
});

test("in use is a request that came together with one before, whatever keep-alive says", async () => {
  await lasts({ kind: "http", keepAliveMs: 0 }, async (address) => {
    const socket = await connect(address);
    await say(socket, `${request("/")}GET / HTTP/1.1\r\n`, /pid/);
    return socket;
  });
});

test("in use is a connection that was there before anybody looked", () =>
  lasts({ kind: "net", early: 500 }, (address) => connect(address)));
