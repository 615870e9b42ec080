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

/** Returns the daemon once it is found: it is asked for two seconds only, and this machine may hold it up for as long. */
const found = () => until(() => findDaemon(service), { what: "the daemon to be found" });

/** Starts a server in this process; `asked` has the Authorization of each request. */
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
  const anyEndpoint = () =>
    network === "tcp" ? "http://127.0.0.1:0" : `unix://${tempDir()}/socket`;

  test("a daemon that is alive and answers is found", async () => {
    const folder = ownRuntimeDir();
    const token = network === "tcp" ? { token: "t" } : {};
    const daemon = await startDaemon({ endpoint: anyEndpoint(), file: token });
    const { since } = readRuntimeFile(folder, daemon.pid);
    expect(await found()).toEqual({
      endpoint:
        network === "tcp"
          ? { network, host: "127.0.0.1", port: Number(daemon.portOrPath) }
          : { network, path: daemon.portOrPath },
      pid: daemon.pid,
      version: "1.2.3",
      activated: false,
      since,
      token: network === "tcp" ? "t" : undefined,
    });
    expect(await findDaemon("other")).toBeUndefined();
  });

  test("a daemon that was killed is not found, and the next one is", async () => {
    ownRuntimeDir();
    const killed = await startDaemon({ endpoint: anyEndpoint() });
    await killed.stop("SIGKILL");
    expect(await findDaemon(service)).toBeUndefined();
    const next = await startDaemon({ endpoint: anyEndpoint() });
    expect(await found()).toMatchObject({ pid: next.pid });
  });
});

test("nothing is found where no daemon was ever started", async () => {
  ownRuntimeDir();
  expect(await findDaemon(service)).toBeUndefined();
});

test("the latest of several that answer is found", async () => {
  ownRuntimeDir();
  await startDaemon({ file: { since: "2026-01-01T00:00:00.000Z" } });
  const later = await startDaemon({ file: { since: "2026-01-02T00:00:00.000Z" } });
  await startDaemon({ file: { since: "2025-12-31T00:00:00.000Z" } });
  expect(await found()).toMatchObject({ pid: later.pid });
});

test("the version is what the daemon says, not what its file says", async () => {
  ownRuntimeDir();
  await startDaemon({ file: { serviceVersion: "9.9.9" } });
  expect(await found()).toMatchObject({ version: "1.2.3" });
});

test.each([204, 500, 503])(
  "a daemon that answers %d is found, with an unknown version",
  async (status) => {
    ownRuntimeDir();
    const daemon = await startDaemon({ answer: { status, body: "" } });
    expect(await found()).toMatchObject({ pid: daemon.pid, version: undefined });
  },
);

test("a daemon that has overwritten its command line (process.title) is taken for another program", async () => {
  ownRuntimeDir();
  const daemon = await startDaemon({ title: "renamed" });
  expect(await findDaemon(service)).toBeUndefined();
  expect(daemon.hasEnded).toBe(false);
});

describe("is not asked", () => {
  test.each(["http://0.0.0.0:PORT", "http://192.0.2.1:PORT", "http://127.0.0.1.evil.com:PORT"])(
    "the endpoint %s of a runtime file",
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

  test("a socket whose daemon is gone, because that would wake the next one", async () => {
    const folder = ownRuntimeDir();
    const path = join(tempDir(), "socket");
    const daemon = await startDaemon({ file: { endpoint: `unix://${path}`, activated: true } });
    const { asked } = await serveHere({ service, version: "1", pid: daemon.pid }, { path });
    expect(await found()).toMatchObject({ pid: daemon.pid });
    // Twice, when this process was held up for a second.
    const before = asked.splice(0);
    expect(before).not.toEqual([]);
    await daemon.stop("SIGKILL");
    expect(await findDaemon(service)).toBeUndefined();
    expect(asked).toEqual([]);
    expect(existsSync(join(folder, `daemon.${daemon.pid}.json`))).toBe(true);
  });
});

test("another process that answers at the endpoint is not found, and is not told the token of a dead daemon", async () => {
  const folder = ownRuntimeDir();
  const { asked, port } = await serveHere({ service, version: "1", pid: process.pid });
  const endpoint = `http://127.0.0.1:${port}`;
  const daemon = await startDaemon({ file: { endpoint, token: "secret" } });
  expect(await findDaemon(service)).toBeUndefined();
  expect(new Set(asked.splice(0))).toEqual(new Set(["Bearer secret"]));
  const { startTime } = readRuntimeFile(folder, daemon.pid);
  plant(folder, daemon.pid, {
    ...readRuntimeFile(folder, daemon.pid),
    startTime: startTime.replace(/\d+$/, "1"),
  });
  expect(await findDaemon(service)).toBeUndefined();
  expect(asked).toEqual([]);
});

root.test(
  "for a file that names a process of another user, its endpoint is asked without the token, and nothing is found",
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
    expect(new Set(asked)).toEqual(new Set([undefined]));
  },
);

test("a daemon that hangs is not found, keeps its file, and is found as soon as it continues", async () => {
  const folder = ownRuntimeDir();
  const daemon = await startDaemon();
  daemon.signal("SIGSTOP");
  expect(await findDaemon(service)).toBeUndefined();
  expect(readRuntimeFile(folder, daemon.pid).pid).toBe(daemon.pid);
  daemon.signal("SIGCONT");
  expect((await found()).pid).toBe(daemon.pid);
});
