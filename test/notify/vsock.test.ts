import { join } from "node:path";
import { expect, test } from "vitest";
import { notify } from "../../src/notify/notify.js";
import { sendOverConnection } from "../../src/notify/send-over-connection.js";
import { families } from "../../src/sys/libc/socket-numbers.js";
import { pathSockaddr } from "../../src/sys/sockaddr/encode-sockaddr.js";
import { MessageSocket } from "../../src/sys/sockets/message-socket.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { codes, refusal } from "./refusal.js";

const server = `import socket, sys
kind, path, answer = sys.argv[1:]
s = socket.socket(socket.AF_UNIX, {"stream": socket.SOCK_STREAM, "seqpacket": socket.SOCK_SEQPACKET}[kind])
s.bind(path)
s.listen()
print("listening", flush=True)
c, _ = s.accept()
text = b""
while part := c.recv(65536):
    text += part
print(text.decode(), flush=True)
c.sendall(answer.encode())
`;

/** No machine has itself as a vsock peer for certain, so unix sockets stand in for what follows connect. */
async function exchange(kind: "stream" | "seqpacket", answer: string, isConnected = false) {
  const path = join(tempDir(), "socket");
  const running = start(["python3", "-c", server, kind, path, answer]);
  await running.line(/^listening$/);
  const socket = MessageSocket.open(families.unix, kind);
  if (!(socket instanceof MessageSocket)) throw new Error(`socket: ${socket.errno}`);
  if (isConnected) expect(socket.connect(pathSockaddr(path))).toEqual({ value: 0 });
  const message = Buffer.from("READY=1");
  const broken = await sendOverConnection(socket, pathSockaddr(path), message, 10_000);
  socket.close();
  await running.line(/^READY=1$/);
  return broken;
}

test.each(["stream", "seqpacket"] as const)("%s: sent, ended, and confirmed", async (kind) => {
  expect(await exchange(kind, "")).toBeUndefined();
});

test("a connection that came while we waited for it is as good", async () => {
  expect(await exchange("stream", "", true)).toBeUndefined();
});

test("an answer is not a confirmation", async () => {
  expect(await exchange("stream", "hello")).toEqual({ call: "recv", errno: "EPROTO" });
});

test("nobody there is an error", async () => {
  const socket = MessageSocket.open(families.unix, "stream");
  if (!(socket instanceof MessageSocket)) return expect.unreachable();
  const path = pathSockaddr(join(tempDir(), "nobody"));
  const broken = await sendOverConnection(socket, path, Buffer.from("x"), 1000);
  socket.close();
  expect(broken).toEqual({ call: "connect", errno: "ENOENT" });
});

test("a vsock address where nobody listens fails in time, and holds up nobody", async () => {
  let turns = 0;
  const ticking = setInterval(() => turns++, 5);
  const env = { NOTIFY_SOCKET: "vsock:1:9" };
  const error = await refusal(notify({ ready: true }, { env, timeoutMs: 300 }));
  clearInterval(ticking);
  expect(error.code).toBe("NOTIFY_FAILED");
  // What it is depends on the machine: no vsock at all, a datagram or a stream that finds no peer.
  expect(error.errno).toMatch(/^E[A-Z]+$|^errno 9[46]$/);
  if (error.errno === "ETIMEDOUT") expect(turns).toBeGreaterThan(0);
});

test("a plain address is tried as each type until one is known here", async () => {
  const errnos: string[] = [];
  for (const scheme of ["vsock-dgram", "vsock-seqpacket", "vsock-stream", "vsock"]) {
    const env = { NOTIFY_SOCKET: `${scheme}:1:9` };
    const { errno = "" } = await refusal(notify({ ready: true }, { env, timeoutMs: 300 }));
    errnos.push(errno);
  }
  const plain = errnos.pop();
  const isKnown = (errno: string) => !/^(ENODEV|EAFNOSUPPORT|E.*NOTSUPP?|errno 9[46])$/.test(errno);
  expect(plain).toBe(errnos.find(isKnown) ?? errnos.at(-1));
});

test("descriptors do not go over vsock", async () => {
  const env = { NOTIFY_SOCKET: "vsock:2:1" };
  expect(await codes(notify({ fdStore: [0] }, { env }))).toBe("NOTIFY_FAILED EOPNOTSUPP");
});
