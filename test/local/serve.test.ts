import { once } from "node:events";
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { type Endpoint, findDaemon } from "../../dist/local.js";
import type { Passed } from "../harness/activate.js";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { tempDir } from "../harness/temp.js";
import { until, untilQuick } from "../harness/until.js";
import { parse, startReceiver } from "../notify/receiver.js";
import { setVariable } from "./daemons.js";
import { launch, type Ready, type Served, type ServeOptions, serve } from "./served.js";

type Started = Served & { ready: Ready };

interface Mode {
  readonly name: string;
  readonly activated: boolean;
  /** The signal that ends it. */
  readonly signal: "SIGTERM" | "SIGINT";
  make(): Promise<ServeOptions>;
}

const path = () => join(tempDir(), "daemon.sock");

const modes: Mode[] = [
  { name: "a path of its own", activated: false, signal: "SIGTERM", make: async () => ({}) },
  {
    name: "a port of its own",
    activated: false,
    signal: "SIGINT",
    make: async () => own(`127.0.0.1:${await freePort()}`),
  },
  {
    name: "an IPv6 port of its own",
    activated: false,
    signal: "SIGTERM",
    make: async () => own(`[::1]:${await freePort()}`),
  },
  {
    name: "a passed path",
    activated: true,
    signal: "SIGINT",
    make: async () => passed(unix(path())),
  },
  {
    name: "a passed port",
    activated: true,
    signal: "SIGTERM",
    make: async () => passed(await tcp("127.0.0.1")),
  },
  {
    name: "a passed IPv6 port",
    activated: true,
    signal: "SIGINT",
    make: async () => passed(await tcp("[::1]")),
  },
  {
    name: "several passed sockets",
    activated: true,
    signal: "SIGTERM",
    make: async () =>
      passed(unix(path()), await tcp("127.0.0.1"), unix(path()), await tcp("[::1]")),
  },
];

const own = (endpoint: string): ServeOptions => ({ options: { endpoint } });
const passed = (...sockets: Passed[]): ServeOptions => ({ passed: sockets });
const unix = (address: string): Passed => ({ kind: "unix", address, mode: 0o600 });
const tcp = async (host: string): Promise<Passed> => ({
  kind: "tcp",
  address: `${host}:${await freePort()}`,
});

function addressOf(endpoint: Endpoint | undefined): string {
  if (endpoint === undefined) throw new Error("no endpoint");
  if (endpoint.network === "unix") return endpoint.path;
  const { host, port } = endpoint;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function ask(endpoint: Endpoint | undefined, { token }: Pick<Ready, "token">, where = "/") {
  const address = addressOf(endpoint);
  const host = endpoint?.network === "unix" ? "localhost" : address;
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return get(address, { path: where, headers: { host, ...authorization } });
}

describe.each(modes)("on $name", ({ activated, make, signal }) => {
  test("a daemon is ready once it answers, serves, and finishes its answers when it stops", async () => {
    const receiver = await startReceiver();
    const served: Started = await serve({ ...(await make()), env: receiver.env });
    const { ready, running } = served;
    expect(parse((await receiver.next()).text).get("READY")).toBe("1");
    expect(ready.activated).toBe(activated);
    await expectAnswers(served);
    expect(readdirSync(served.folder)).toContain(`daemon.${running.pid}.json`);

    const slow = ask(ready.endpoints[0], ready, "/slow");
    await until(() => served.count("request") === ready.endpoints.length + 1);
    running.signal(signal);
    expect(parse((await receiver.next()).text).get("STOPPING")).toBe("1");
    // The runtime file has gone first.
    expect(readdirSync(served.folder).filter((name) => name.endsWith(".json"))).toEqual([]);
    running.signal("SIGUSR1");
    expect((await slow).body).toBe("slow\ndone\n");
    expect(await served.said("closed")).toEqual({ emits: false, signals: 0 });
    expect(await running.exit()).toEqual({ code: 0, signal: null });
    expect(receiver.count).toBe(2);
    expect(readdirSync(served.folder)).toEqual(["daemon.lock"]);
    for (const endpoint of ready.endpoints) {
      if (endpoint.network === "unix") expect(existsSync(endpoint.path)).toBe(activated);
    }
    if (!activated) await expect(connect(addressOf(ready.endpoints[0]))).rejects.toThrow();
  });
});

/** Expects that each endpoint answers with the identity, and that requests for `/` alone reach the program. */
async function expectAnswers(served: Started): Promise<void> {
  const { ready, running } = served;
  for (const endpoint of ready.endpoints) {
    const hello = { status: 200, body: `hello from ${running.pid}\n` };
    expect(await ask(endpoint, ready)).toMatchObject(hello);
    const { body } = await ask(endpoint, ready, "/.well-known/rouse-daemon");
    expect(JSON.parse(body)).toEqual({ service: "demo", version: "1.2.3", pid: running.pid });
  }
  await until(() => served.count("request") === ready.endpoints.length);
  const isOnTcp = ready.endpoints.some(({ network }) => network === "tcp");
  expect(ready.token === undefined).toBe(!isOnTcp);
}

test("a daemon that cannot tell the service manager stops all the same, and ends as a failure", async () => {
  const receiver = await startReceiver();
  const served = await serve({ env: receiver.env });
  rmSync(receiver.address);
  served.running.signal("SIGTERM");
  expect(await served.running.exit()).toEqual({ code: 1, signal: null });
  expect(served.running.stderr).toContain("NOTIFY_FAILED");
  expect(readdirSync(served.folder)).toEqual(["daemon.lock"]);
});

test("server.address() is where clients connect", async () => {
  const port = await freePort();
  const onPort = await serve(own(`127.0.0.1:${port}`));
  expect(onPort.ready.address).toMatchObject({ address: "127.0.0.1", port });
  const onPath = await serve();
  expect(onPath.ready.address).toBe(onPath.path);
  const address = path();
  const given = await serve(passed(unix(address)));
  expect(given.ready.address).toBe(address);
});

test("a client that waited in the queue of a passed socket is answered", async () => {
  const address = path();
  const served = launch(passed(unix(address)));
  await until(() => existsSync(address) && statSync(address).isSocket());
  const answer = await until(() =>
    get(address, { headers: { host: "localhost" } }).catch(() => undefined),
  );
  expect(answer.body).toBe(`hello from ${served.running.pid}\n`);
  await until(() => served.count("request") === 1);
  const words = served.running.output.lines.map(({ text }) => text.split(" ")[0]);
  // No request came before serveLocal had resolved.
  expect(words).toEqual(["ready", "request"]);
});

test("a daemon whose server the program closes itself stops", async () => {
  const served = await serve({ options: { again: {} } });
  await ask(served.ready.endpoints[0], served.ready, "/close");
  expect(await served.running.exit()).toEqual({ code: 0, signal: null });
  expect(readdirSync(served.folder)).toEqual(["daemon.lock"]);
});

test("a second daemon of the service does not start and names the first, with a passed socket or without", async () => {
  const first = await serve();
  for (const options of [own(`unix://${path()}`), own("127.0.0.1:0"), passed(unix(path()))]) {
    const second = launch({ ...options, runtime: first.runtime });
    const { code, message } = await second.failure();
    expect(code).toBe("LOCAL_ALREADY_RUNNING");
    expect(message).toContain(`process ${first.running.pid}`);
    await second.running.exit();
  }
  expect((await ask(first.ready.endpoints[0], first.ready)).status).toBe(200);
});

test("of five that start at once, one serves", async () => {
  const runtime = tempDir();
  const all = Array.from({ length: 5 }, () => launch({ runtime }));
  const others = () => all.filter((served) => served.count("failed") > 0);
  await until(() => others().length === all.length - 1);
  for (const served of others()) {
    expect(await served.failure()).toMatchObject({ code: "LOCAL_ALREADY_RUNNING" });
  }
  const [winner] = all.filter((served) => !others().includes(served));
  expect((await get(winner?.path ?? "", { headers: { host: "localhost" } })).status).toBe(200);
});

test("after SIGKILL the next daemon starts", async () => {
  const first = await serve();
  await first.running.stop("SIGKILL");
  expect(existsSync(first.path)).toBe(true);
  const second = await serve({ runtime: first.runtime });
  expect(second.ready.predecessors).toMatchObject([{ pid: first.running.pid, was: "cleared" }]);
  expect((await ask(second.ready.endpoints[0], second.ready)).status).toBe(200);
});

test("a server that is served again after its passed socket was closed gets a socket of its own", async () => {
  const [given, next] = [path(), path()];
  const again = { endpoint: `unix://${next}` };
  const served = await serve({ ...passed(unix(given)), options: { again } });
  expect(served.ready).toMatchObject({ activated: true, endpoints: [{ path: given }] });
  served.running.signal("SIGUSR2");
  const second = await served.said<Ready>("ready", 2);
  expect(second).toMatchObject({ activated: false, endpoints: [{ path: next }], address: next });
  expect((await ask(second.endpoints[0], second)).status).toBe(200);
  await served.running.stop();
  expect([existsSync(given), existsSync(next)]).toEqual([true, false]);
});

test("each start has a token of its own", async () => {
  const served = await serve({
    options: { endpoint: "127.0.0.1:0", again: { endpoint: "127.0.0.1:0" } },
  });
  served.running.signal("SIGUSR2");
  const second = await served.said<Ready>("ready", 2);
  expect(second.token).toMatch(/^[\w-]{43}$/);
  expect(second.token).not.toBe(served.ready.token);
  expect((await ask(second.endpoints[0], served.ready)).status).toBe(401);
});

test("findDaemon finds a daemon on a path and on a port", async () => {
  for (const options of [own("unix://"), own("127.0.0.1:0")]) {
    const { ready, running, runtime } = await serve(options);
    setVariable("XDG_RUNTIME_DIR", runtime);
    expect(await until(() => findDaemon("demo"))).toMatchObject({
      pid: running.pid,
      version: "1.2.3",
      endpoint: ready.endpoints[0],
    });
  }
});

/** Less than the second that a daemon that stops waits for requests: a client that was slower may be cut off. */
const hurryMs = 700;

test("clients that have connected to a path of its own when it stops are answered", async () => {
  const stopAmongClients = async () => {
    const { path: address, running } = await serve();
    const began = performance.now();
    const clients = Array.from({ length: 50 }, () =>
      get(address, { headers: { host: "localhost" } }),
    );
    const outcomes = Promise.allSettled(clients);
    running.signal("SIGTERM");
    // Each connects in the call, and sends its request in the next turn.
    for (const _ of [1, 2]) await turn();
    const isSent = performance.now() - began < hurryMs;
    const lost = (await outcomes).filter(
      (one) => one.status === "rejected" && !/ENOENT|ECONNREFUSED/.test(String(one.reason)),
    );
    return isSent && { lost, exit: await running.exit() };
  };
  expect(await untilQuick(stopAmongClients, "clients that send in time")).toEqual({
    lost: [],
    exit: { code: 0, signal: null },
  });
});

test.each(modes.slice(0, 2))(
  "a client on $name that sends its request after the daemon was told to stop is answered",
  async ({ make }) => {
    const sendLate = async () => {
      const { ready, running, folder } = await serve(await make());
      const [endpoint] = ready.endpoints;
      const idle = await connect(addressOf(endpoint));
      const late = await connect(addressOf(endpoint));
      const head = `Host: ${endpoint.network === "unix" ? "localhost" : addressOf(endpoint)}\r\nAuthorization: Bearer ${ready.token}\r\n\r\n`;
      idle.write(`GET /kept HTTP/1.1\r\n${head}`);
      await once(idle, "data");
      const ended = once(idle, "close");
      const began = performance.now();
      running.signal("SIGTERM");
      await until(() => readdirSync(folder).every((name) => !name.endsWith(".json")));
      // The connection that has been answered is closed at once; the silent one is given a short time.
      await ended;
      const answer = text(late).catch(String);
      late.write(`GET /late HTTP/1.1\r\n${head}`);
      const isSent = performance.now() - began < hurryMs;
      return isSent && { answer: await answer, exit: await running.exit() };
    };
    const { answer, exit } = await untilQuick(sendLate, "a late client that sends in time");
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n(.*\r\n)*Connection: close/);
    expect(exit).toEqual({ code: 0, signal: null });
  },
);

test("a second SIGTERM does not wait for answers", async () => {
  const { path: address, running, ...served } = await serve();
  void served;
  const slow = get(address, { path: "/slow", headers: { host: "localhost" } });
  slow.catch(() => undefined);
  await running.line(/^request/);
  running.signal("SIGTERM");
  await until(() => !existsSync(address));
  running.signal("SIGTERM");
  expect(await running.exit()).toEqual({ code: 0, signal: null });
  await expect(slow).rejects.toThrow();
});
