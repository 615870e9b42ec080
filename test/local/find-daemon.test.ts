import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findDaemon } from "../../src/local/client/find-daemon.js";
import { after } from "../harness/after.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { ownRuntimeDir, plant, readRuntimeFile, service, startDaemon } from "./daemons.js";
import { identify } from "./identify.js";

const root = needsRoot();

/** A server of this process, and how often it was asked. */
async function serveHere(
  answer: object,
  where: { host?: string; port?: number; path?: string } = {},
) {
  const asked: (string | undefined)[] = [];
  const server = createServer((question, response) => {
    asked.push(question.headers.authorization);
    response.end(JSON.stringify(answer));
  });
  server.listen(where.path ? where : { host: "127.0.0.1", port: 0, ...where });
  await once(server, "listening");
  after(() => void server.close());
  const address = server.address();
  return { asked, port: typeof address === "object" ? address?.port : undefined };
}

describe.each(["tcp", "unix"])("over %s", (network) => {
  const place = () => (network === "tcp" ? "http://127.0.0.1:0" : `unix://${tempDir()}/socket`);

  test("a daemon that lives and answers is found (49, 71)", async () => {
    const folder = ownRuntimeDir();
    const token = network === "tcp" ? { token: "t" } : {};
    const daemon = await startDaemon({ endpoint: place(), file: token });
    const { since } = readRuntimeFile(folder, daemon.pid);
    expect(await findDaemon(service)).toEqual({
      endpoint:
        network === "tcp"
          ? { network, host: "127.0.0.1", port: Number(daemon.place) }
          : { network, path: daemon.place },
      pid: daemon.pid,
      version: "1.2.3",
      activated: false,
      since,
      token: network === "tcp" ? "t" : undefined,
    });
    expect(await findDaemon("other")).toBeUndefined();
  });

  test("one that was killed is not, and the next is (C)", async () => {
    ownRuntimeDir();
    const killed = await startDaemon({ endpoint: place() });
    await killed.stop("SIGKILL");
    expect(await findDaemon(service)).toBeUndefined();
    const next = await startDaemon({ endpoint: place() });
    expect(await findDaemon(service)).toMatchObject({ pid: next.pid });
  });
});

test("nothing was ever started: undefined", async () => {
  ownRuntimeDir();
  expect(await findDaemon(service)).toBeUndefined();
});

test("of two that answer it is the later", async () => {
  ownRuntimeDir();
  await startDaemon({ file: { since: "2026-01-01T00:00:00.000Z" } });
  const later = await startDaemon({ file: { since: "2026-01-02T00:00:00.000Z" } });
  await startDaemon({ file: { since: "2025-12-31T00:00:00.000Z" } });
  expect(await findDaemon(service)).toMatchObject({ pid: later.pid });
});

test("what it says counts, not its file: the version (70)", async () => {
  ownRuntimeDir();
  await startDaemon({ file: { serviceVersion: "9.9.9" } });
  expect(await findDaemon(service)).toMatchObject({ version: "1.2.3" });
});

test.each([204, 500, 503])(
  "one that answers %d is found, its version unknown (69)",
  async (status) => {
    ownRuntimeDir();
    const daemon = await startDaemon({ answer: { status, body: "" } });
    expect(await findDaemon(service)).toMatchObject({ pid: daemon.pid, version: undefined });
  },
);

test("one that wrote over its command line is another program (process.title)", async () => {
  ownRuntimeDir();
  const daemon = await startDaemon({ title: "renamed" });
  expect(await findDaemon(service)).toBeUndefined();
  expect(daemon.hasEnded).toBe(false);
});

describe("is not asked", () => {
  test.each(["http://0.0.0.0:PORT", "http://192.0.2.1:PORT", "http://127.0.0.1.evil.com:PORT"])(
    "the place %s of a runtime file (59)",
    async (endpoint) => {
      const folder = ownRuntimeDir();
      const { asked, port } = await serveHere(
        { service, version: "1", pid: process.pid },
        { host: "0.0.0.0" },
      );
      const file = { endpoint: endpoint.replace("PORT", String(port)) };
      const daemon = await startDaemon({ file });
      expect(await findDaemon(service)).toBeUndefined();
      expect(asked).toEqual([]);
      expect(readRuntimeFile(folder, daemon.pid)).toMatchObject(file);
    },
  );

  test("a socket whose daemon is gone: that would wake the next (55)", async () => {
    const folder = ownRuntimeDir();
    const path = join(tempDir(), "socket");
    const daemon = await startDaemon({ file: { endpoint: `unix://${path}`, activated: true } });
    const { asked } = await serveHere({ service, version: "1", pid: daemon.pid }, { path });
    expect(await findDaemon(service)).toMatchObject({ pid: daemon.pid });
    expect(asked).toHaveLength(1);
    await daemon.stop("SIGKILL");
    expect(await findDaemon(service)).toBeUndefined();
    expect(asked).toHaveLength(1);
    expect(existsSync(join(folder, `daemon.${daemon.pid}.json`))).toBe(true);
  });
});

test("another process that answers at its place is not it, and learns no token of a dead one", async () => {
  const folder = ownRuntimeDir();
  const { asked, port } = await serveHere({ service, version: "1", pid: process.pid });
  const endpoint = `http://127.0.0.1:${port}`;
  const daemon = await startDaemon({ file: { endpoint, token: "secret" } });
  expect(await findDaemon(service)).toBeUndefined();
  expect(asked).toEqual(["Bearer secret"]);
  const { startTime } = readRuntimeFile(folder, daemon.pid);
  plant(folder, daemon.pid, {
    ...readRuntimeFile(folder, daemon.pid),
    startTime: startTime.replace(/\d+$/, "1"),
  });
  expect(await findDaemon(service)).toBeUndefined();
  expect(asked).toHaveLength(1);
});

root.test(
  "a file that names the pid of another user is asked without the token, and finds nothing",
  async () => {
    const folder = ownRuntimeDir();
    const other = start(["/bin/sh", "-c", "echo up; read _"], { uid: 65534, gid: 65534 });
    await other.line(/^up$/);
    const { asked, port } = await serveHere({ service: "other", version: "1", pid: other.pid });
    const daemon = await startDaemon();
    plant(folder, other.pid, {
      ...readRuntimeFile(folder, daemon.pid),
      ...identify(other.pid),
      endpoint: `http://127.0.0.1:${port}`,
      token: "secret",
    });
    await daemon.stop("SIGKILL");
    expect(await findDaemon(service)).toBeUndefined();
    expect(asked).toEqual([undefined]);
  },
);

test("one that hangs is not found, keeps its file, and is found as soon as it goes on (71)", async () => {
  const folder = ownRuntimeDir();
  const daemon = await startDaemon();
  daemon.signal("SIGSTOP");
  expect(await findDaemon(service)).toBeUndefined();
  expect(readRuntimeFile(folder, daemon.pid).pid).toBe(daemon.pid);
  daemon.signal("SIGCONT");
  await until(() => findDaemon(service), { what: "the daemon to be found" });
});
