import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import {
  type InetQuestion,
  isSocket,
  isSocketInet,
  isSocketSockaddr,
  isSocketUnix,
  type SocketFamily,
  type SockType,
  type UnixQuestion,
} from "../../src/index.js";
import { after } from "../harness/after.js";
import { freePort } from "../harness/ports.js";
import { tempDir } from "../harness/temp.js";
import { needsLibsystemd } from "./ask-vectors.js";
import { answerOf, asked } from "./libsystemd.js";
import {
  AF,
  bindTo,
  listenOn,
  loopback,
  loopback6,
  makePair,
  makeSocket,
  SOCK,
  unixName,
} from "./make-sockets.js";

needsLibsystemd();

const flag = (listening: boolean | undefined) => (listening === undefined ? -1 : Number(listening));
const style = (type: SockType | number | undefined) =>
  typeof type === "string" ? SOCK[type as keyof typeof SOCK] : (type ?? 0);

interface Question {
  family?: SocketFamily | number;
  type?: SockType | number;
  listening?: boolean;
}

/** Ours must be `expected`, and what libsystemd says, where it is. */
function expectBoth(ours: () => boolean, theirs: unknown, expected: boolean | string): void {
  expect(answerOf(ours)).toBe(expected);
  if (theirs !== undefined) expect(theirs).toBe(expected);
}

function expectSocket(fd: number, question: Question, expected: boolean | string): void {
  const { family, type, listening } = question;
  const number = typeof family === "string" ? AF[family as keyof typeof AF] : (family ?? 0);
  const theirs = asked("sd_is_socket", fd, number, style(type), flag(listening));
  expectBoth(() => isSocket(fd, question), theirs, expected);
}

function expectInet(fd: number, question: InetQuestion, expected: boolean | string): void {
  const { family, type, listening, port = 0 } = question;
  const number = family === undefined ? 0 : AF[family];
  const rest = [style(type), flag(listening), port];
  const theirs = asked("sd_is_socket_inet", fd, number, ...rest);
  expectBoth(() => isSocketInet(fd, question), theirs, expected);
}

function expectUnix(fd: number, question: UnixQuestion, expected: boolean | string): void {
  const { type, listening, path } = question;
  const bytes = path === undefined ? null : Buffer.from(path);
  // It compares the NUL behind a path too, which C has there.
  const pointer = bytes && Buffer.concat([bytes, Buffer.from([0])]);
  const length = bytes?.length ?? 0;
  const theirs = asked("sd_is_socket_unix", fd, style(type), flag(listening), pointer, length);
  expectBoth(() => isSocketUnix(fd, question), theirs, expected);
}

describe("a TCP socket", () => {
  let fd: number;
  let port: number;
  beforeEach(async () => {
    port = await freePort();
    fd = bindTo(makeSocket("inet", "stream"), loopback(port));
  });

  test("80. that is bound does not listen", () => {
    expectSocket(fd, { family: "inet", type: "stream", listening: false }, true);
    expectSocket(fd, { family: "inet", type: "stream", listening: true }, false);
    expectSocket(fd, {}, true);
  });

  test("81. that listens is neither IPv6 nor UDP", () => {
    listenOn(fd);
    expectSocket(fd, { family: "inet", type: "stream", listening: true }, true);
    expectSocket(fd, { family: "inet6" }, false);
    expectSocket(fd, { type: "dgram" }, false);
    expectSocket(fd, { family: "unix" }, false);
  });

  test("82. is asked for its port", () => {
    expectInet(fd, { port }, true);
    expectInet(fd, { family: "inet", port, type: "stream", listening: false }, true);
    expectInet(fd, { port: port + 1 }, false);
    expectInet(fd, { family: "inet6", port }, false);
    expectInet(fd, { port, listening: true }, false);
  });

  test("82. cannot be asked for a unix port", () => {
    const question = { family: "unix" } as unknown as InetQuestion;
    expect(answerOf(() => isSocketInet(fd, question))).toBe("EINVAL");
    expect(asked("sd_is_socket_inet", fd, AF.unix, 0, -1, 0) ?? "EINVAL").toBe("EINVAL");
  });

  test.each([
    ["8080", "the string '8080'"],
    [65536, "65536"],
    [-1, "-1"],
    [80.5, "80.5"],
    [null, "null"],
  ])("cannot be asked for the port %j", (value, got) => {
    const wanted = value as number;
    const problem = `expected as port a whole number from 0 to 65535, got ${got}`;
    expect(() => isSocketInet(fd, { port: wanted })).toThrow(
      expect.objectContaining({
        ...{ code: "SOCKET_QUESTION_MALFORMED", errno: "EINVAL" },
        message: `cannot answer isSocketInet: ${problem}`,
      }),
    );
  });

  test("cannot be asked for an address whose port is a string", () => {
    const target = { host: "127.0.0.1", port: `${port}` as unknown as number };
    expect(() => isSocketSockaddr(fd, target)).toThrow(`got the string '${port}'`);
  });

  test("is no unix socket", () => expectUnix(fd, {}, false));

  test("is asked for its address", () => {
    const same = (host: string, at?: number) =>
      answerOf(() => isSocketSockaddr(fd, { host, ...(at !== undefined && { port: at }) }));
    expect([same("127.0.0.1", port), same("127.0.0.1"), same("127.0.0.1", 0)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([same("127.0.0.2", port), same("127.0.0.1", port + 1)]).toEqual([false, false]);
    expect([same("::1"), same("localhost")]).toEqual([false, "EPFNOSUPPORT"]);
    const theirs = (address: Buffer) =>
      asked("sd_is_socket_sockaddr", fd, 0, address, address.length, -1);
    expect(theirs(loopback(port)) ?? true).toBe(true);
    expect(theirs(loopback(port + 1)) ?? false).toBe(false);
  });

  test("is what its number says: of a closed one nothing can be said", () => {
    expectSocket(9999, {}, "EBADF");
    expectSocket(-1, {}, "EBADF");
    expectSocket(fd, { family: -1 }, "EINVAL");
    expectSocket(fd, { type: -1 }, "EINVAL");
  });
});

test("an IPv6 socket is asked for its address, in any spelling", async () => {
  const port = await freePort();
  const fd = bindTo(makeSocket("inet6", "stream"), loopback6(port));
  const same = (host: string) => isSocketSockaddr(fd, { host, port });
  expect(["::1", "0:0::1", "0000:0000:0000:0000:0000:0000:0000:0001"].map(same)).toEqual([
    true,
    true,
    true,
  ]);
  expect(["::2", "::", "127.0.0.1"].map(same)).toEqual([false, false, false]);
  expectInet(fd, { family: "inet6", port }, true);
  expectInet(fd, { family: "inet", port }, false);
});

describe("a unix socket", () => {
  test("83. has its whole path", () => {
    const path = join(tempDir(), "socket");
    const fd = listenOn(bindTo(makeSocket("unix", "stream"), unixName(path)));
    expectUnix(fd, { path }, true);
    expectUnix(fd, { path: Buffer.from(path) }, true);
    expectUnix(fd, { path, type: "stream", listening: true }, true);
    expectUnix(fd, { path: path.slice(0, -1) }, false);
    expectUnix(fd, { path: `${path}t` }, false);
    expectUnix(fd, { path: "" }, false);
    expectUnix(fd, {}, true);
    expectInet(fd, {}, false);
  });

  test("83. of a pair has none", () => {
    const [fd] = makePair("stream");
    expectUnix(fd, { path: "" }, true);
    expectUnix(fd, { path: "/" }, false);
  });

  test("84. has its whole abstract name", () => {
    const name = `\0rouse-is-${process.pid}`;
    const fd = bindTo(makeSocket("unix", "seqpacket"), unixName(name));
    expectUnix(fd, { path: name }, true);
    expectUnix(fd, { path: name.slice(0, -1) }, false);
    expectUnix(fd, { path: `${name}\0` }, false);
    expectUnix(fd, { path: name, type: "seqpacket", listening: false }, true);
  });
});

test("what is no socket is none", () => {
  const folder = tempDir();
  mkdirSync(join(folder, "folder"));
  writeFileSync(join(folder, "file"), "");
  for (const name of ["folder", "file", "/dev/null"]) {
    const fd = openSync(name.startsWith("/") ? name : join(folder, name), "r");
    after(() => closeSync(fd));
    expectSocket(fd, {}, false);
    expectInet(fd, { port: 80 }, false);
    expectUnix(fd, { path: "" }, false);
  }
});
