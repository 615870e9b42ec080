import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createHttp2 } from "node:http2";
import { createServer as createHttps } from "node:https";
import { createServer as createNet } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { serveLocal } from "../../dist/local.js";
import type { Passed } from "../harness/activate.js";
import { after } from "../harness/after.js";
import { connect } from "../harness/connect.js";
import { root } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";
import { tempDir } from "../harness/temp.js";
import { startReceiver } from "../notify/receiver.js";
import { launch, serve } from "./served.js";

const options = { service: "demo", version: "1" };

describe("serveLocal refuses", () => {
  test.each<[string, unknown]>([
    ["https", createHttps()],
    ["http2", createHttp2()],
    ["net", createNet()],
    ["an object", {}],
    ["undefined", undefined],
  ])("%s as a server", async (_, server) => {
    const given: Server = Object(server);
    await expect(
      serveLocal(server instanceof Object ? given : given, options),
    ).rejects.toMatchObject({
      code: "LOCAL_SERVER_UNSUPPORTED",
    });
  });

  test("a server that listens already, and leaves it as it is", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    after(() => void server.close());
    await expect(serveLocal(server, options)).rejects.toMatchObject({
      code: "LOCAL_SERVER_UNSUPPORTED",
    });
    expect(Object.hasOwn(server, "emit")).toBe(false);
  });

  test.each([
    [{ service: "../x" }, "NAME_MALFORMED"],
    [{ idle: { after: "10 minuten" } }, "SPAN_MALFORMED"],
    [{ endpoint: "0.0.0.0:0" }, "ENDPOINT_NOT_LOOPBACK"],
    [{ endpoint: ":7373" }, "ENDPOINT_MALFORMED"],
    [{ endpoint: "" }, "ENDPOINT_MALFORMED"],
  ])("%j", async (more, code) => {
    const server = createServer();
    await expect(serveLocal(server, { ...options, ...more })).rejects.toMatchObject({ code });
    expect([server.listening, Object.hasOwn(server, "emit")]).toEqual([false, false]);
  });
});

test("a start that fails late leaves nothing behind", async () => {
  const wrong = launch({ env: { NOTIFY_SOCKET: "nonsense" } });
  expect(await wrong.failure()).toMatchObject({ code: "NOTIFY_SOCKET_MALFORMED" });
  expect(await wrong.running.exit()).toEqual({ code: 0, signal: null });
  expect(readdirSync(wrong.folder)).toEqual(["daemon.lock"]);
});

test("a start that fails does not keep clients waiting whose requests have come already", async () => {
  const address = join(tempDir(), "passed.sock");
  const passed: Passed[] = [{ kind: "unix", address, mode: 0o600 }];
  // The program starts once the client has sent its request.
  const wrap = ["sh", "-c", 'echo held; read line; exec "$@"', "sh"];
  const served = launch({ passed, wrap, env: { NOTIFY_SOCKET: "nonsense" } });
  await served.running.line(/^held$/);
  const client = await connect(address);
  await new Promise((resolve) => {
    client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", resolve);
  });
  served.running.stdin?.write("\n");
  expect(await served.failure()).toMatchObject({ code: "NOTIFY_SOCKET_MALFORMED" });
  expect(await served.running.exit()).toEqual({ code: 0, signal: null });
  expect(served.count("request")).toBe(0);
});

needsRoot("unshare").test("a daemon that cannot reach itself is not ready", async () => {
  const receiver = await startReceiver();
  const passed: Passed[] = [{ kind: "tcp", address: `127.0.0.1:${await freePort()}` }];
  const served = launch({ passed, env: receiver.env, wrap: ["unshare", "--net"] });
  expect(await served.failure()).toMatchObject({
    code: "LOCAL_PROBE_FAILED",
    message: expect.stringMatching(/ECONNREFUSED|ENETUNREACH/),
  });
  await served.running.exit();
  expect(receiver.count).toBe(0);
  expect(readdirSync(served.folder)).toEqual(["daemon.lock"]);
});

describe("without koffi", () => {
  const preload = join(root, "test/notify/programs/without-koffi.cjs");
  const env = { NODE_OPTIONS: `--require ${preload}` };

  test("a path is refused, since the peer would be unknown", async () => {
    const served = launch({ env });
    expect(await served.failure()).toMatchObject({ code: "NATIVE_MISSING" });
    expect(existsSync(served.path)).toBe(false);
    const address = join(served.runtime, "passed.sock");
    const passed = launch({ env, passed: [{ kind: "unix", address, mode: 0o600 }] });
    expect(await passed.failure()).toMatchObject({ code: "NATIVE_MISSING" });
  });

  test("a port works", async () => {
    const { ready, running } = await serve({ env, options: { endpoint: "127.0.0.1:0" } });
    expect(ready.endpoints).toMatchObject([{ network: "tcp" }]);
    await running.stop();
  });
});
