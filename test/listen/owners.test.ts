import { join } from "node:path";
import { expect, test } from "vitest";
import { converse } from "../harness/connect.js";
import { freePort, freePortPair } from "../harness/ports.js";
import { tempDir } from "../harness/temp.js";
import { fixture } from "./ask-vectors.js";
import { activateFds, attempt } from "./attempts.js";
import { bindTo, listenOn, loopback, makeSocket, unixName } from "./make-sockets.js";

async function makeTcp(): Promise<number> {
  return listenOn(bindTo(makeSocket("inet", "stream"), loopback(await freePort())));
}

test("a socket has one owner, which the second is told", async () => {
  const port = await freePortPair();
  const web = listenOn(bindTo(makeSocket("inet", "stream"), loopback(port)));
  const dns = bindTo(makeSocket("inet", "dgram"), loopback(port));
  const outcomes = await attempt({ web, dns }, [
    { kind: "net", options: { name: "web" } },
    { kind: "net", options: { name: "web" } },
    { kind: "udp4", options: { name: "dns" } },
    { kind: "udp4", options: { name: "dns" } },
  ]);
  expect(outcomes[0]).toMatchObject({ activated: true, fd: 3 });
  expect(outcomes[1]).toMatchObject({ code: "LISTEN_FD_TAKEN", errno: "EEXIST" });
  expect(outcomes[1]?.message).toContain(`a Server on 127.0.0.1:${port} has it`);
  expect(outcomes[2]).toMatchObject({ activated: true, fd: 4 });
  expect(outcomes[3]).toMatchObject({ code: "LISTEN_FD_TAKEN", errno: "EEXIST" });
});

test("what its owner has closed is gone: its number may be another's", async () => {
  const outcomes = await attempt({ web: await makeTcp() }, [
    { kind: "net", close: true },
    { kind: "net" },
  ]);
  expect(outcomes[1]).toMatchObject({ code: "LISTEN_FD_CLOSED", errno: "EBADF" });
});

test("an owner that could not use it leaves it to the next", async () => {
  const path = join(tempDir(), "socket");
  const web = listenOn(bindTo(makeSocket("unix", "seqpacket"), unixName(path)));
  const outcomes = await attempt({ web }, [
    { kind: "net" },
    { kind: "net", options: { viaHandle: true } },
  ]);
  expect(outcomes[0]?.code).toBe("LISTEN_KIND_REFUSED");
  expect(outcomes[1]).toMatchObject({ activated: true, address: { path } });
});

test("a server that listens already leaves the second socket to another", async () => {
  const fds = { a: await makeTcp(), b: await makeTcp() };
  const outcomes = await attempt(fds, [
    { kind: "net", options: { name: "a" }, again: { name: "b" } },
    { kind: "net", options: { name: "b" } },
  ]);
  expect(outcomes[0]).toMatchObject({ code: "ERR_SERVER_ALREADY_LISTEN" });
  expect(outcomes[1]).toMatchObject({ activated: true, name: "b" });
});

test("a datagram socket that is bound already leaves the second to another", async () => {
  const port = await freePortPair();
  const dns = bindTo(makeSocket("inet", "dgram"), loopback(port));
  const fallback = { address: "127.0.0.1", port: 0 };
  const options = { name: "none", optional: true, fallback };
  const outcomes = await attempt({ dns }, [
    { kind: "udp4", options, again: { name: "dns" } },
    { kind: "udp4", options: { name: "dns" } },
  ]);
  expect(outcomes[0]).toMatchObject({ code: "ERR_SOCKET_ALREADY_BOUND" });
  expect(outcomes[1]).toMatchObject({ activated: true, name: "dns" });
});

test("kept, each thread has its own of it", async () => {
  const port = await freePort();
  const web = listenOn(bindTo(makeSocket("inet", "stream"), loopback(port)));
  const running = activateFds({ web }, [process.execPath, fixture("threads.mjs")]);
  await running.line(/^the other thread has closed$/);
  expect(await converse(`127.0.0.1:${port}`, "")).toBe("main");
});

test("kept, it is listened on again and again, beside another", async () => {
  const keep = { keep: true };
  const outcomes = await attempt({ web: await makeTcp() }, [
    { kind: "net", options: keep, close: true },
    { kind: "net", options: keep, close: true },
    { kind: "net", options: keep },
    { kind: "net" },
  ]);
  expect(outcomes.map(({ activated, fd }) => [activated, fd])).toEqual([
    [true, 3],
    [true, 3],
    [true, 3],
    [true, 3],
  ]);
});

test("kept, it holds its clients while nobody listens", async () => {
  const port = await freePort();
  const web = listenOn(bindTo(makeSocket("inet", "stream"), loopback(port)));
  const running = activateFds({ web }, [process.execPath, fixture("pausing.mjs")]);
  await running.line(/^closed$/);
  const answer = converse(`127.0.0.1:${port}`, "");
  running.stdin?.write("again\n");
  expect(await answer).toBe("again");
});
