import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { after } from "../harness/after.js";
import { connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { freePort } from "../harness/ports.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { openTempDir, tempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { launch, serve } from "./served.js";

const root = needsRoot();
const mode = (path: string) => statSync(path).mode & 0o7777;
const at = (path: string) => ({ options: { endpoint: `unix://${path}` } });
const headers = { host: "localhost" };

async function failureOf(options: Parameters<typeof launch>[0]) {
  const served = launch(options);
  const failure = await served.failure();
  await served.running.exit();
  return failure;
}

test("the folder has mode 0700 and the socket file 0600, whatever the umask is", async () => {
  for (const umask of ["000", "077", "022"]) {
    const wrap = ["sh", "-c", `umask ${umask}; exec "$@"`, "sh"];
    const { folder, path, running } = await serve({ wrap });
    expect([mode(folder), mode(path)]).toEqual([0o700, 0o600]);
    expect((await get(path, { headers })).body).toBe(`hello from ${running.pid}\n`);
  }
});

test("missing folders above are made with mode 0700", async () => {
  const folder = tempDir();
  const path = join(folder, "a", "b", "daemon.sock");
  await serve(at(path));
  expect([mode(join(folder, "a")), mode(join(folder, "a", "b"))]).toEqual([0o700, 0o700]);
});

test("an open folder of the service is closed, and any other open folder is refused and left as it is", async () => {
  const runtime = tempDir();
  mkdirSync(join(runtime, "demo"));
  chmodSync(join(runtime, "demo"), 0o755);
  await serve({ runtime });
  expect(mode(join(runtime, "demo"))).toBe(0o700);
  const other = join(tempDir(), "other");
  mkdirSync(other);
  chmodSync(other, 0o755);
  const failure = await failureOf(at(join(other, "daemon.sock")));
  expect(failure).toMatchObject({
    code: "LOCAL_FOLDER_UNSAFE",
    message: expect.stringContaining("0755"),
  });
  expect(mode(other)).toBe(0o755);
});

test("a folder below one that others can write to, or a link to a folder, is refused", async () => {
  const open = join(tempDir(), "open");
  mkdirSync(join(open, "own"), { recursive: true, mode: 0o700 });
  chmodSync(open, 0o777);
  expect(await failureOf(at(join(open, "own", "x.sock")))).toMatchObject({
    code: "LOCAL_FOLDER_UNSAFE",
  });
  const [good, sticky] = [tempDir(), openTempDir()];
  symlinkSync(good, join(sticky, "link"));
  expect(await failureOf(at(join(sticky, "link", "x.sock")))).toMatchObject({
    code: "LOCAL_FOLDER_UNSAFE",
  });
  expect(existsSync(join(good, "x.sock"))).toBe(false);
});

test("without XDG_RUNTIME_DIR the socket is in the temporary directory", async () => {
  const TMPDIR = openTempDir();
  const env = { XDG_RUNTIME_DIR: undefined, TMPDIR };
  const { ready } = await serve({ env });
  const folder = join(TMPDIR, `demo-${process.getuid?.()}`);
  expect(ready.endpoints).toEqual([{ network: "unix", path: join(folder, "daemon.sock") }]);
  expect(mode(folder)).toBe(0o700);
});

test("a stale socket file is removed", async () => {
  const path = join(tempDir(), "daemon.sock");
  const first = await serve(at(path));
  await first.running.stop("SIGKILL");
  const second = await serve(at(path));
  expect((await get(path, { headers })).body).toBe(`hello from ${second.running.pid}\n`);
});

test("a regular file, a link and a folder are refused and kept", async () => {
  const folder = tempDir();
  const [file, link, inner] = ["file", "link", "inner"].map((name) => join(folder, name));
  writeFileSync(file ?? "", "precious");
  symlinkSync("/nowhere", link ?? "");
  mkdirSync(inner ?? "");
  for (const path of [file, link, inner]) {
    expect(await failureOf(at(path ?? ""))).toMatchObject({
      code: "LOCAL_PATH_TAKEN",
      message: expect.stringContaining("it is not a socket"),
    });
  }
  expect(readFileSync(file ?? "", "utf8")).toBe("precious");
});

test("a socket on which a server listens is refused and kept, and not connected to", async () => {
  const path = join(tempDir(), "daemon.sock");
  const server = createServer().listen(path);
  await once(server, "listening");
  after(() => void server.close());
  let connections = 0;
  server.on("connection", () => connections++);
  const failure = await failureOf(at(path));
  expect(failure).toMatchObject({
    code: "LOCAL_PATH_TAKEN",
    message: expect.stringContaining("a server listens on it"),
  });
  expect(connections).toBe(0);
  await connect(path);
});

test("a socket on which a server of another network namespace listens is refused and kept", {
  skip: process.getuid?.() !== 0,
}, async () => {
  const path = join(tempDir(), "daemon.sock");
  const listener = start([
    "python3",
    "-c",
    `import socket,sys; s=socket.socket(1); s.bind(sys.argv[1]); s.listen(); print("up",flush=True); sys.stdin.read()`,
    path,
  ]);
  await listener.line(/^up$/);
  const failure = await failureOf({ ...at(path), wrap: ["unshare", "--net"] });
  expect(failure).toMatchObject({
    code: "LOCAL_PATH_TAKEN",
    message: expect.stringContaining("a server listens on it"),
  });
  await connect(path);
});

test("a datagram socket is refused and kept", async () => {
  const path = join(tempDir(), "daemon.sock");
  const bound = activate([{ kind: "unix-dgram", address: path }], ["cat"]);
  await until(() => existsSync(path));
  const { code, message } = await failureOf(at(path));
  expect(code).toBe("LOCAL_PATH_TAKEN");
  expect(message).toContain("EPROTOTYPE");
  expect(statSync(path).isSocket()).toBe(true);
  await bound.stop();
});

test("the socket file is removed when the daemon stops, and that of a successor is not", async () => {
  const first = await serve();
  await first.running.stop();
  expect(existsSync(first.path)).toBe(false);
  const path = join(tempDir(), "daemon.sock");
  const second = await serve(at(path));
  const successor = join(tempDir(), "next.sock");
  const next = await serve(at(successor));
  const swapped = await start(["mv", successor, path]).exit();
  expect(swapped.code).toBe(0);
  await second.running.stop();
  expect((await get(path, { headers })).body).toBe(`hello from ${next.running.pid}\n`);
});

test("a port that is taken is refused, and named", async () => {
  const port = await freePort();
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  after(() => void server.close());
  const failure = await failureOf({ options: { endpoint: `127.0.0.1:${port}` } });
  expect(failure).toMatchObject({
    code: "LOCAL_ADDRESS_TAKEN",
    message: expect.stringContaining(`127.0.0.1:${port}: EADDRINUSE`),
  });
});

root.test("a folder or a socket of another user is refused and kept", async () => {
  const folder = tempDir();
  chownSync(folder, 65534, 65534);
  expect(await failureOf(at(join(folder, "x.sock")))).toMatchObject({
    code: "LOCAL_FOLDER_UNSAFE",
  });
  const path = join(tempDir(), "daemon.sock");
  const left = await serve(at(path));
  await left.running.stop("SIGKILL");
  chownSync(path, 65534, 65534);
  expect(await failureOf(at(path))).toMatchObject({
    code: "LOCAL_PATH_TAKEN",
    message: expect.stringContaining("belongs to user 65534"),
  });
  expect(existsSync(path)).toBe(true);
});

root.test("a folder in /tmp that another user made first is refused", async () => {
  const TMPDIR = openTempDir();
  const folder = join(TMPDIR, "demo-0");
  mkdirSync(folder, { mode: 0o700 });
  chownSync(folder, 65534, 65534);
  const env = { XDG_RUNTIME_DIR: undefined, TMPDIR };
  expect(await failureOf({ env })).toMatchObject({
    code: "LOCAL_FOLDER_UNSAFE",
    message: expect.stringContaining("belongs to user 65534"),
  });
});
