import { existsSync } from "node:fs";
import { connect as connectHttp2 } from "node:http2";
import { type RequestOptions, request } from "node:https";
import { join } from "node:path";
import type { ConnectionOptions } from "node:tls";
import { describe, expect, test } from "vitest";
import type { ListeningSocket } from "../harness/activate.js";
import { ask, connect, converse } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { backlogOf } from "../harness/sockets.js";
import { tempDir } from "../harness/temp.js";
import { within } from "../harness/until.js";
import { type Kind, serve, serveAlone } from "./serve.js";

const deadlineMs = 60_000;

async function tcp(host = "127.0.0.1"): Promise<ListeningSocket> {
  return { kind: "tcp", address: `${host}:${await freePort()}`, name: "web" };
}

function addressOf(socket: ListeningSocket | undefined) {
  return { host: "127.0.0.1", port: Number(socket?.address.split(":")[1]) };
}

function getByHttps(port: number): Promise<string> {
  const answered = new Promise<string>((resolve, reject) => {
    const options: RequestOptions & ConnectionOptions = {
      ...{ host: "127.0.0.1", port, ciphers: "PSK", maxVersion: "TLSv1.2", agent: false },
      pskCallback: () => ({ psk: Buffer.from("rouse"), identity: "test" }),
      checkServerIdentity: () => undefined,
    };
    const call = request(options, (response) => {
      response.setEncoding("utf8");
      response.on("data", resolve);
    });
    call.on("error", reject).end();
  });
  return within(answered, deadlineMs, () => "an answer by https");
}

async function getByHttp2(port: number): Promise<string> {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  const answered = new Promise<string>((resolve, reject) => {
    session.on("error", reject);
    session.request({ ":path": "/" }).setEncoding("utf8").on("data", resolve);
  });
  return within(answered, deadlineMs, () => "an answer by http2").finally(() => session.destroy());
}

const clients: Record<string, (port: number) => Promise<string>> = {
  net: (port) => converse(`127.0.0.1:${port}`, ""),
  http: async (port) => (await get(`127.0.0.1:${port}`)).body,
  https: getByHttps,
  http2: getByHttp2,
};

describe.each(Object.entries(clients))("a server of node:%s", (kind, client) => {
  test("listens on the passed socket, with the backlog as it was", async () => {
    const socket = await tcp();
    const port = Number(socket.address.split(":")[1]);
    const running = await serve([socket], kind as Kind, { name: "web" });
    expect(await client(port)).toBe(String(running.pid));
    expect(backlogOf(socket.address)).toBe(4096);
    const address = { host: "127.0.0.1", port };
    expect(running.listening).toEqual({ activated: true, fd: 3, name: "web", address });
    expect(running.shown).toEqual({ address: "127.0.0.1", family: "IPv4", port });
  });

  test("listens on the fallback when nothing was passed", async () => {
    const port = await freePort();
    const running = await serveAlone(kind as Kind, { fallback: { host: "127.0.0.1", port } });
    expect(await client(port)).toBe(String(running.pid));
    expect(running.listening).toEqual({ activated: false, address: { host: "127.0.0.1", port } });
  });
});

test("the backlog is what was asked for", async () => {
  const socket = await tcp();
  await serve([socket], "http", { backlog: 77 });
  expect(backlogOf(socket.address)).toBe(77);
});

test("IPv6 is shown as it is", async () => {
  const socket = await tcp("[::1]");
  const { listening } = await serve([socket], "http");
  const port = Number(socket.address.split(":").at(-1));
  expect(listening.address).toEqual({ host: "::1", port });
});

describe("a unix socket", () => {
  test("has an address, and stays when the server closes", async () => {
    const path = join(tempDir(), "socket");
    const running = await serve([{ kind: "unix", address: path, name: "web" }], "net");
    expect(await converse(path, "")).toBe(String(running.pid));
    expect(running.shown).toBe(path);
    expect(running.listening.address).toEqual({ path });
    running.stdin?.write("close\n");
    await running.line(/^closed null$/);
    expect(existsSync(path)).toBe(true);
  });

  test("may be abstract", async () => {
    const address = `@rouse-listen-${await freePort()}`;
    const running = await serve([{ kind: "unix", address }], "net");
    expect(await converse(address, "")).toBe(String(running.pid));
    expect(running.shown).toBe(address);
    expect(running.listening.address).toEqual({ abstract: address.slice(1) });
  });

  test("is the fallback too", async () => {
    const path = join(tempDir(), "socket");
    const running = await serveAlone("net", { fallback: { path } });
    expect(await converse(path, "")).toBe(String(running.pid));
    expect(running.listening).toEqual({ activated: false, address: { path } });
  });
});

describe("a socket of node:dgram", () => {
  test.each([
    ["udp4", "127.0.0.1"],
    ["udp6", "[::1]"],
  ] as const)("%s answers on the passed socket", async (kind, host) => {
    const address = `${host}:${await freePortPair()}`;
    const running = await serve([{ kind: "udp", address, name: "dns" }], kind, { name: "dns" });
    expect(await ask(address, "?")).toBe(String(running.pid));
    expect(running.listening).toMatchObject({ activated: true, fd: 3, name: "dns" });
  });

  test("binds to the fallback", async () => {
    const port = await freePortPair();
    const running = await serveAlone("udp4", { fallback: { address: "127.0.0.1", port } });
    expect(await ask(`127.0.0.1:${port}`, "?")).toBe(String(running.pid));
  });

  test("takes the only one of its type among several", async () => {
    const port = await freePortPair();
    const address = `127.0.0.1:${port}`;
    const sockets = [await tcp(), { kind: "udp", address, name: "dns" } as const];
    expect((await serve(sockets, "udp4")).listening).toMatchObject({ fd: 4, name: "dns" });
  });
});

test("of several sockets each has its server, by name and index", async () => {
  const sockets = [await tcp(), { ...(await tcp()), name: "admin" }, await tcp()];
  const { listening } = await serve(sockets, "http", { name: "web", index: 1 });
  expect(listening).toMatchObject({ fd: 5, name: "web", address: addressOf(sockets[2]) });
});

test("what the unit may leave out is listened on elsewhere", async () => {
  const port = await freePort();
  const fallback = { host: "127.0.0.1", port };
  const running = await serve([await tcp()], "http", { name: "admin", optional: true, fallback });
  expect(running.listening.activated).toBe(false);
  await connect(`127.0.0.1:${port}`);
});
