import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  constants,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { activate } from "../harness/activate.js";
import { after } from "../harness/after.js";
import { ask, connect } from "../harness/connect.js";
import { get } from "../harness/http.js";
import { root } from "../harness/paths.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { children, isAlive } from "../harness/procs.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { until, within } from "../harness/until.js";
import { activateFds } from "../listen/attempts.js";
import { blocks } from "./pages.js";

const examples = blocks("docs/listening.md", "js");
const deadlineMs = 15_000;

let folder: string;
beforeAll(() => {
  // Within the checkout: there `import "rouse"` is this package.
  mkdirSync(join(root, "build"), { recursive: true });
  folder = mkdtempSync(join(root, "build/examples-"));
  after(() => rmSync(folder, { recursive: true }));
});

/** The command of the one example that says `word`. */
function example(word: string, ports: Record<string, number> = {}): string[] {
  const fitting = examples.filter((text) => text.includes(word));
  expect(fitting).toHaveLength(1);
  const [text = ""] = fitting;
  const path = join(folder, `${word.replace(/\W/g, "")}.mjs`);
  writeFileSync(
    path,
    text.replace(/\b(8080|5353)\b/g, (port) => String(ports[port] ?? port)),
  );
  return [process.execPath, path];
}

const httpServer = 'response.end("hello';

test("an HTTP server, passed and on its own", async () => {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const passed = activate([{ kind: "tcp", address, name: "web" }], example(httpServer));
  await passed.line(/^passed \{ host: '127\.0\.0\.1', port: \d+ \}$/, { deadlineMs });
  expect((await get(address)).body).toBe("hello\n");
  await passed.stop();
  const alone = start(example(httpServer, { 8080: port }));
  await alone.line(/^on its own/, { deadlineMs });
  expect((await get(address)).body).toBe("hello\n");
});

test("UDP, passed and on its own", async () => {
  const port = await freePortPair();
  const address = `127.0.0.1:${port}`;
  const echo = () => ask(address, "hello", { deadlineMs: 300 }).catch(() => undefined);
  const isEchoed = () => until(echo, { deadlineMs, what: "an echo" });
  const passed = activate([{ kind: "udp", address }], example("createSocket"));
  expect(await isEchoed()).toBe("hello");
  await passed.stop();
  start(example("createSocket", { 5353: port }));
  expect(await isEchoed()).toBe("hello");
});

test("a connection", async () => {
  const server = createServer({ pauseOnConnect: true });
  after(() => void server.close());
  server.listen({ host: "127.0.0.1", port: await freePort() });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, "connection");
  const client = await connect(`127.0.0.1:${port}`);
  const [{ _handle: handle }] = await accepted;
  activateFds({ connection: handle.fd }, example("connection({ allowHalfOpen"));
  const answer = once(client, "data");
  client.write("hello");
  expect(String(await within(answer, deadlineMs, () => "an echo"))).toBe("hello");
});

test("a FIFO", async () => {
  const path = join(tempDir(), "fifo");
  execFileSync("mkfifo", [path]);
  const fifo = openSync(path, constants.O_RDWR);
  after(() => closeSync(fifo));
  const running = activateFds({ input: fifo }, example("openFifo"));
  writeSync(fifo, "hello");
  await running.line(/^hello$/, { deadlineMs });
});

test("workers, which may die", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const running = activate([{ kind: "tcp", address, name: "web" }], example("passedStdio"));
  const worker = () => get(address).then(({ body }) => Number(body));
  // Refused until the socket is made.
  const first = await until(() => worker().catch(() => 0), { deadlineMs, what: "a worker" });
  expect(children(running.pid)).toContain(first);
  process.kill(first, "SIGKILL");
  await until(() => !isAlive(first), { what: "the end of the worker" });
  const second = await worker();
  expect(second).not.toBe(first);
  expect(children(running.pid)).toContain(second);
});

test("what was passed", async () => {
  const address = `127.0.0.1:${await freePort()}`;
  const running = activate([{ kind: "tcp", address, name: "web" }], example("of listenFds()"));
  await running.line(new RegExp(`^3 web inet stream true ${address}$`), { deadlineMs });
});
