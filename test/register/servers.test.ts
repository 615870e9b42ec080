import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ListeningSocket } from "../harness/activate.js";
import { converse } from "../harness/connect.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { backlogOf } from "../harness/sockets.js";
import { tempDir } from "../harness/temp.js";
import { clients } from "./clients.js";
import { deadlineMs, serve } from "./serve.js";

const streams = ["net", "http", "https", "http2", "express", "fastify", "hono"];

describe.each(streams)("an unmodified server: %s", (kind) => {
  test("serves on the TCP socket that was passed", async () => {
    const port = await freePort();
    const socket: ListeningSocket = { kind: "tcp", address: `127.0.0.1:${port}`, name: "web" };
    const server = await serve([socket], kind, [{ port, host: "127.0.0.1" }]);
    expect(await clients[kind]?.(socket.address)).toBe(String(server.pid));
    expect(server.shown).toEqual({ address: "127.0.0.1", family: "IPv4", port });
    expect(backlogOf(socket.address)).toBe(4096);
    expect(server.stderr).toBe("");
  });

  test("serves on the unix socket that was passed", async () => {
    const path = join(tempDir(), "socket");
    // Express hands what is no port on as it is.
    const args = kind === "express" ? [path] : [{ path }];
    const server = await serve([{ kind: "unix", address: path, name: "web" }], kind, args);
    expect(await clients[kind]?.(path)).toBe(String(server.pid));
    expect(server.shown).toBe(path);
    expect(backlogOf(path)).toBe(4096);
  });
});

test("a host is looked up before", async () => {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const sockets = [address, `[::1]:${port}`].map(
    (each, index): ListeningSocket => ({ kind: "tcp", address: each, name: `${index}` }),
  );
  const server = await serve(sockets, "net", [port, "localhost"]);
  const { address: host } = server.shown as { address: string };
  const dialled = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  expect(await converse(dialled, "")).toBe(String(server.pid));
});

test("an abstract socket, whose name Node 20 pads", async () => {
  const name = `rouse-register-${await freePort()}`;
  const socket: ListeningSocket = { kind: "unix", address: `@${name}`, name: "web" };
  const server = await serve([socket], "net", [`\0${name}`]);
  expect(await converse(`@${name}`, "")).toBe(String(server.pid));
});

describe("a unix socket", () => {
  test("keeps its file and its mode, whatever the server asks for, and when it closes", async () => {
    const path = join(tempDir(), "socket");
    const socket: ListeningSocket = { kind: "unix", address: path, mode: 0o640 };
    const server = await serve([socket], "net", [{ path, readableAll: true, writableAll: true }]);
    server.stdin?.write("close\n");
    await server.line(/^closed$/, { deadlineMs });
    expect(existsSync(path)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });
});

describe("a server that closes and listens again", () => {
  test.each(["tcp", "unix"] as const)("finds the client that came meanwhile: %s", async (kind) => {
    const port = await freePort();
    const path = join(tempDir(), "socket");
    const address = kind === "tcp" ? `127.0.0.1:${port}` : path;
    const args = kind === "tcp" ? [port, "127.0.0.1"] : [path];
    const server = await serve([{ kind, address }], "net", args);
    server.stdin?.write("close\n");
    await server.line(/^closed$/, { deadlineMs });
    const answer = converse(address, "", { deadlineMs });
    server.stdin?.write("listen\n");
    expect(await answer).toBe(String(server.pid));
  });
});

describe("a socket of node:dgram", () => {
  test.each([
    ["udp4", "127.0.0.1", [{ address: "127.0.0.1" }]],
    ["udp6", "[::1]", [{ address: "::1" }]],
    ["udp4", "127.0.0.1", [{}]],
    // An IPv4 socket in its place: it answers in IPv4.
    ["udp6", "127.0.0.1", [{}]],
  ] as const)("%s with %s", async (kind, host, [where]) => {
    const port = await freePortPair();
    const address = `${host}:${port}`;
    const server = await serve([{ kind: "udp", address }], kind, [{ ...where, port }]);
    expect(await clients[kind]?.(address)).toBe(String(server.pid));
    expect(server.shown).toMatchObject({ address: host.replace(/[[\]]/g, ""), port });
  });
});
