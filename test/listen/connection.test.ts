import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { socketInfo } from "../../src/index.js";
import { after } from "../harness/after.js";
import { connect } from "../harness/connect.js";
import { freePort } from "../harness/ports.js";
import { run, start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { within } from "../harness/until.js";
import { fixture } from "./ask-vectors.js";
import { activateFds } from "./attempts.js";
import { makePair } from "./make-sockets.js";

const deadlineMs = 60_000;

const argvOf = (call: string, options: object = {}) => [
  ...[process.execPath, fixture("client.mjs"), call, JSON.stringify(options)],
];

/** A client and the descriptor of the connection to it, as a service manager has them with Accept=yes. */
async function accepted(address: string): Promise<{ client: Socket; fd: number }> {
  const server = createServer({ pauseOnConnect: true });
  after(() => void server.close());
  server.listen(address.startsWith("/") ? { path: address } : hostAndPort(address));
  await once(server, "listening");
  const connected = once(server, "connection");
  const client = await connect(address);
  const [socket] = await connected;
  after(() => void socket.destroy());
  return { client, fd: socket._handle.fd };
}

function hostAndPort(address: string) {
  const [, host = "", port] = address.match(/^(.*):(\d+)$/) ?? [];
  return { host, port: Number(port) };
}

async function textOf(socket: Socket): Promise<string> {
  const [chunk] = await within(once(socket, "data"), deadlineMs, () => "an answer");
  return String(chunk);
}

describe("connection() is the client that the process was started for", () => {
  test.each([
    ["TCP", async () => `127.0.0.1:${await freePort()}`],
    ["unix", async () => join(tempDir(), "socket")],
  ] as const)("by %s", async (_, makeAddress) => {
    const address = await makeAddress();
    const { client, fd } = await accepted(address);
    const running = activateFds({ connection: fd }, argvOf("connection"));
    const answer = textOf(client);
    client.write("hello");
    expect(await answer).toBe("HELLO");
    const [, peer = ""] = await running.line(/^peer (.*)$/);
    if (address.startsWith("/")) expect(peer).toBe("undefined");
    else expect(JSON.parse(peer)).toEqual({ host: "127.0.0.1", port: client.localPort });
    client.end();
    await running.line(/^end$/);
  });

  test("whose peer is what REMOTE_ADDR says where the kernel names none", async () => {
    const { fd } = await accepted(join(tempDir(), "socket"));
    const env = { REMOTE_ADDR: "192.0.2.1", REMOTE_PORT: "4711" };
    const running = activateFds({ connection: fd }, argvOf("connection"), { env });
    const [, peer = ""] = await running.line(/^peer (.*)$/, { deadlineMs });
    expect(JSON.parse(peer)).toEqual({ host: "192.0.2.1", port: 4711 });
  });

  test.each([
    ["/run/client", { path: "/run/client" }],
    ["@client", { abstract: "client" }],
  ])("which systemd 257 names for a unix client too: %s", async (REMOTE_ADDR, expected) => {
    const { fd } = await accepted(join(tempDir(), "socket"));
    const env = { REMOTE_ADDR, REMOTE_PORT: undefined };
    const running = activateFds({ connection: fd }, argvOf("connection"), { env });
    const [, peer = ""] = await running.line(/^peer (.*)$/, { deadlineMs });
    expect(JSON.parse(peer)).toEqual(expected);
  });

  test("whose cookie is the kernel's, and without koffi that of SO_COOKIE", async () => {
    const { fd } = await accepted(`127.0.0.1:${await freePort()}`);
    const ask = "import socket; s = socket.socket(fileno=3); print(s.getsockopt(1, 57, 8).hex())";
    const { stdout } = await run(["python3", "-c", ask], { fds: [fd] });
    const cookie = Buffer.from(stdout.trim(), "hex").readBigUInt64LE();
    expect(socketInfo(fd).cookie).toBe(String(cookie));
    const env = { SO_COOKIE: "4711" };
    const cookieOf = async (argv: string[]) => {
      const running = activateFds({ connection: fd }, argv, { env });
      const [, found] = await running.line(/^cookie (.*)$/, { deadlineMs });
      return found;
    };
    const [node = "", ...rest] = argvOf("connection");
    expect(await cookieOf([node, ...rest])).toBe(String(cookie));
    expect(await cookieOf([node, "--no-addons", ...rest])).toBe("4711");
  });

  test("on standard input, as inetd passes it", async () => {
    // The harness gives its programs a unix socket there.
    const running = start(argvOf("connection", { inetd: true }));
    running.stdin?.write("hello");
    await running.line(/^got hello$/, { deadlineMs });
  });

  test("or nothing", async () => {
    await start(argvOf("connection")).line(/^nothing$/, { deadlineMs });
  });
});

function makeFifo(flag: number): { path: string; fifo: number } {
  const path = join(tempDir(), "fifo");
  execFileSync("mkfifo", [path]);
  const fifo = openSync(path, constants.O_RDWR | flag);
  after(() => closeSync(fifo));
  return { path, fifo };
}

describe("openFifo()", () => {
  test.each([
    ["blocking", 0],
    ["O_NONBLOCK", constants.O_NONBLOCK],
  ])("reads a %s FIFO, and goes on when its writers go", async (_, flag) => {
    const { path, fifo } = makeFifo(flag);
    const running = activateFds({ input: fifo }, argvOf("openFifo"));
    for (const word of ["first", "second"]) {
      const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
      writeSync(writer, word);
      closeSync(writer);
      await running.line(new RegExp(`^got ${word}$`), { deadlineMs });
    }
  });

  test("takes the only one among sockets", async () => {
    const { fifo } = makeFifo(0);
    const [client] = makePair("stream");
    const running = activateFds({ client, input: fifo }, argvOf("openFifo"));
    writeSync(fifo, "hello");
    await running.line(/^got hello$/, { deadlineMs });
  });

  test("or nothing", async () => {
    await start(argvOf("openFifo")).line(/^nothing$/, { deadlineMs });
  });
});
