import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import net from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { identifyDaemon } from "../../src/local/client/identify-daemon.js";
import { request } from "../../src/local/client/request.js";
import type { Endpoint } from "../../src/local/endpoint/endpoint.js";
import { after } from "../harness/after.js";
import { root } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { run } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until, untilQuick } from "../harness/until.js";

const itself = { service: "demo", version: "1.2.3", pid: 42 };
const networks = ["tcp", "tcp6", "unix"] as const;
type Network = (typeof networks)[number];

function addressOf(network: Network) {
  if (network === "unix") return { path: join(tempDir(), "socket") };
  return { host: network === "tcp" ? "127.0.0.1" : "::1", port: 0 };
}

async function listen(server: net.Server, network: Network = "tcp"): Promise<Endpoint> {
  server.listen(addressOf(network));
  await once(server, "listening");
  after(() => void server.close());
  const address = server.address();
  if (typeof address === "string") return { network: "unix", path: address };
  return { network: "tcp", host: address?.address ?? "", port: address?.port ?? 0 };
}

async function serve(handle: RequestListener, network: Network = "tcp"): Promise<Endpoint> {
  const server = createServer(handle);
  after(() => server.closeAllConnections());
  return listen(server, network);
}

/** Starts a server that says nothing, or bytes that are no HTTP. */
async function serveRaw(talk: (socket: net.Socket) => void, network: Network = "tcp") {
  const sockets = new Set<net.Socket>();
  after(() => {
    for (const socket of sockets) socket.destroy();
  });
  const server = net.createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    talk(socket);
  });
  return listen(server, network);
}

/** An answer that came before a try of a second could be over: this process, which serves too, may be held up. */
function untilAnsweredAtOnce<T>(identify: () => Promise<T>): Promise<T> {
  const attempt = async () => {
    const began = performance.now();
    const found = await identify();
    return performance.now() - began < 900 && { found };
  };
  return untilQuick(attempt, "an answer in the first try").then(({ found }) => found);
}

describe.each(networks)("over %s", (network) => {
  test("a daemon says its service, version and pid, when asked with the Host it listens on", async () => {
    let seen: string[] = [];
    const endpoint = await serve((question, answer) => {
      const { host = "", authorization = "", origin = "no origin" } = question.headers;
      seen.push(question.method ?? "", question.url ?? "", host, authorization, origin);
      answer.end(JSON.stringify(itself));
    }, network);
    const found = await untilAnsweredAtOnce(() => {
      seen = [];
      return identifyDaemon(endpoint, "demo");
    });
    expect(found).toEqual({
      kind: "daemon",
      status: 200,
      version: "1.2.3",
      pid: 42,
    });
    const port = endpoint.network === "tcp" ? endpoint.port : 0;
    const host = { tcp: `127.0.0.1:${port}`, tcp6: `[::1]:${port}`, unix: "localhost" }[network];
    expect(seen).toEqual(["GET", "/.well-known/rouse-daemon", host, "", "no origin"]);
  });

  test("a daemon that answers the second request is recognized", async () => {
    let count = 0;
    const endpoint = await serve((question, answer) => {
      if (++count === 1) question.socket.destroy();
      else answer.end(JSON.stringify(itself));
    }, network);
    const found = await untilAnsweredAtOnce(() => {
      count = 0;
      return identifyDaemon(endpoint, "demo");
    });
    expect(found).toMatchObject({ kind: "daemon" });
    expect(count).toBe(2);
  });
});

test("a server that answers nothing, or without end, is silent after two tries of a second, 200 ms apart", async () => {
  const drip: RequestListener = (_, answer) => {
    const timer = setInterval(() => answer.write(" "), 50);
    answer.once("close", () => clearInterval(timer));
  };
  const look = async (network: Network) => {
    let tries = 0;
    const endpoint = await serveRaw(() => tries++, network);
    const dripping = await serve(drip, network);
    const began = performance.now();
    const answers = await Promise.all([
      identifyDaemon(endpoint, "demo"),
      identifyDaemon(dripping, "demo"),
    ]);
    expect(answers).toMatchObject([{ kind: "silent" }, { kind: "silent" }]);
    expect(performance.now() - began).toBeGreaterThan(2190);
    await until(() => tries >= 2, { what: "the second try to be seen" });
    expect(tries).toBe(2);
  };
  await Promise.all(networks.map(look));
});

describe("the status", () => {
  test.each([
    [200, "daemon"],
    [201, "daemon"],
    [204, "daemon"],
    [500, "daemon"],
    [502, "daemon"],
    [503, "daemon"],
    ...[202, 206, 301, 302, 307, 400, 401, 403, 404, 405, 421, 429, 501, 504].map((status) => [
      status,
      "other",
    ]),
  ] as [number, string][])("%d comes from: %s", async (status, kind) => {
    let count = 0;
    const endpoint = await serve((_, answer) => {
      count++;
      answer.writeHead(status, { location: "/.well-known/elsewhere" });
      answer.end(status === 204 ? undefined : JSON.stringify(itself));
    });
    const answer = await untilAnsweredAtOnce(() => {
      count = 0;
      return identifyDaemon(endpoint, "demo");
    });
    expect(answer).toMatchObject({ kind });
    if (answer.kind === "daemon") expect(answer.version).toBe(status === 204 ? undefined : "1.2.3");
    // No redirect is followed, and after a clear answer nothing is asked again.
    expect(count).toBe(1);
  });

  test.each([201, 204, 500, 502, 503])(
    "%d with an empty body is a daemon with an unknown version",
    async (status) => {
      const endpoint = await serve((_, answer) => answer.writeHead(status).end());
      const unknown = { kind: "daemon", status, version: undefined, pid: undefined };
      expect(await identifyDaemon(endpoint, "demo")).toEqual(unknown);
    },
  );
});

describe("a server is not the daemon", () => {
  test.each([
    ["another service", JSON.stringify({ ...itself, service: "other" }), "it is 'other'"],
    ["a page", "<html>", "does not say who it is"],
    ["nothing", "", "does not say who it is"],
    ["JSON of another shape", `{"service":"demo"}`, "does not say who it is"],
    ["a pid that is none", JSON.stringify({ ...itself, pid: 0 }), "does not say who it is"],
    ["more than 64 KiB", " ".repeat(64 * 1024 + 1), "more than 65536 bytes"],
  ])("when it says %s", async (_, body, why) => {
    const endpoint = await serve((_question, answer) => answer.end(body));
    expect(await identifyDaemon(endpoint, "demo")).toEqual({
      kind: "other",
      why: expect.stringContaining(why),
    });
  });

  test("when it answers 500 as another service", async () => {
    const body = JSON.stringify({ ...itself, service: "other" });
    const endpoint = await serve((_, answer) => answer.writeHead(500).end(body));
    expect(await identifyDaemon(endpoint, "demo")).toMatchObject({ kind: "other" });
  });

  test("when its answer has no end, which is not waited for", async () => {
    let isLeft = false;
    const endpoint = await serve((_, answer) => {
      const chunk = Buffer.alloc(16 * 1024);
      const more = () => {
        while (!answer.destroyed && answer.write(chunk));
      };
      answer.on("drain", more);
      answer.once("close", () => {
        isLeft = true;
      });
      more();
    });
    expect(await identifyDaemon(endpoint, "demo")).toMatchObject({ kind: "other" });
    await until(() => isLeft, { what: "the connection to be closed before its end" });
  });

  test("a server that speaks no HTTP is silent", async () => {
    const endpoint = await serveRaw((socket) => socket.end("SSH-2.0-OpenSSH\r\n"));
    expect(await identifyDaemon(endpoint, "demo")).toMatchObject({ kind: "silent" });
  });
});

test("an endpoint where nobody listens is silent", async () => {
  const endpoint: Endpoint = { network: "tcp", host: "127.0.0.1", port: await freePort() };
  expect(await identifyDaemon(endpoint, "demo")).toMatchObject({ kind: "silent" });
  const unix: Endpoint = { network: "unix", path: join(tempDir(), "missing") };
  expect(await identifyDaemon(unix, "demo")).toMatchObject({ kind: "silent" });
});

test("only this machine is asked", async () => {
  for (const host of ["192.0.2.1", "0.0.0.0", "::", "127.0.0.1.evil.com", "evil.com", ""]) {
    const answer = await identifyDaemon({ network: "tcp", host, port: 7373 }, "demo");
    expect(answer).toMatchObject({ kind: "other", why: expect.stringContaining("loopback") });
  }
});

test("no proxy in the environment is asked", async () => {
  let asked = 0;
  const proxy = await serve((_, answer) => {
    asked++;
    answer.writeHead(503).end();
  });
  const endpoint = await serve((_, answer) => void answer.end(JSON.stringify(itself)));
  if (proxy.network !== "tcp") throw new Error("expected a proxy on TCP");
  const url = `http://127.0.0.1:${proxy.port}`;
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"];
  const env = { ...Object.fromEntries(names.map((name) => [name, url])), NODE_USE_ENV_PROXY: "1" };
  const script = `
    const { identifyDaemon } = await import("${root}/build/src/local/client/identify-daemon.js");
    console.log(JSON.stringify(await identifyDaemon(${JSON.stringify(endpoint)}, "demo")));`;
  const argv = [process.execPath, "--input-type=module", "-e", script];
  const { stdout } = await run(argv, { env });
  expect(JSON.parse(stdout)).toMatchObject({ kind: "daemon", status: 200 });
  expect(asked).toBe(0);
});

describe("request", () => {
  test("sends the method and the token, and returns the response as it came", async () => {
    const endpoint = await serve((question, answer) => {
      const { connection, authorization } = question.headers;
      answer.writeHead(302, { location: "http://example.org/", "x-own": "1" });
      answer.end(`${question.method} ${question.url} ${authorization} ${connection}`);
    });
    const limits = { timeoutMs: 20_000, maxBytes: 1000 };
    const answer = await request(endpoint, "/stop?now", { ...limits, method: "POST", token: "t" });
    expect(answer).toMatchObject({ status: 302, body: "POST /stop?now Bearer t close" });
    expect(answer.headers).toMatchObject({ location: "http://example.org/", "x-own": "1" });
  });

  test("fails with a sentence that says what was requested, and where", async () => {
    const limits = { timeoutMs: 100, maxBytes: 10 };
    const gone: Endpoint = { network: "unix", path: join(tempDir(), "missing") };
    await expect(request(gone, "/x", limits)).rejects.toMatchObject({
      code: "LOCAL_REQUEST_FAILED",
      errno: "ENOENT",
      message: expect.stringContaining(`cannot ask unix://${gone.path} for '/x'`),
    });
    const mute = await serveRaw(() => undefined);
    const late = { code: "LOCAL_REQUEST_FAILED", errno: "ETIMEDOUT" };
    await expect(request(mute, "/x", limits)).rejects.toMatchObject(late);
    const long = await serve((_, answer) => void answer.end("x".repeat(11)));
    const tooLong = { code: "LOCAL_ANSWER_TOO_LONG" };
    await expect(request(long, "/x", { ...limits, timeoutMs: 20_000 })).rejects.toMatchObject(
      tooLong,
    );
    const half = await serve((_, answer) => {
      answer.writeHead(200, { "content-length": "10" }).write("half");
      setImmediate(() => answer.destroy());
    });
    const broken = { code: "LOCAL_REQUEST_FAILED", errno: "ECONNRESET" };
    await expect(request(half, "/x", { ...limits, timeoutMs: 20_000 })).rejects.toMatchObject(
      broken,
    );
  });
});
