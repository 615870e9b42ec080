import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type NotifyOptions, notify, notifyRaw } from "../../src/notify/notify.js";
import { after } from "../harness/after.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import { startReceiver } from "./receiver.js";
import { codes, refusal } from "./refusal.js";

const nullDevice = "/dev/null";

describe("without a service manager", () => {
  test("nothing is sent, which is a value (57)", async () => {
    expect(await notify({ ready: true }, { env: {} })).toBe(false);
  });

  test("what could not be sent is an error all the same", async () => {
    expect(await codes(notify({ status: "a\nb" }, { env: {} }))).toBe("NOTIFY_MALFORMED EINVAL");
  });
});

describe("a malformed NOTIFY_SOCKET (57, 62)", () => {
  test.each([
    ["", "EINVAL"],
    ["relative", "EINVAL"],
    ["@", "EINVAL"],
    ["/", "EINVAL"],
    ["tcp:1", "EINVAL"],
    [`/${"a".repeat(114)}`, "ENAMETOOLONG"],
    [`@${"a".repeat(114)}`, "EINVAL"],
    ["vsock::1234", "EINVAL"],
    ["vsock:4294967295:1", "EINVAL"],
    ["vsock:2:4294967296", "EINVAL"],
    ["vsock:2", "EINVAL"],
    ["vsock-x:2:1", "EINVAL"],
    ["vsocks", "EINVAL"],
  ])("%j is an error with its errno", async (NOTIFY_SOCKET, errno) => {
    const sent = notify({ ready: true }, { env: { NOTIFY_SOCKET } });
    expect(await codes(sent)).toBe(`NOTIFY_SOCKET_MALFORMED ${errno}`);
  });
});

describe("sending that fails can be told apart (57)", () => {
  test.each([
    ["/nonexistent", "ENOENT"],
    ["@nobody-there", "ECONNREFUSED"],
    [`/${"a".repeat(106)}`, "ENOENT"],
    [`@${"a".repeat(106)}`, "ECONNREFUSED"],
  ])("%s", async (NOTIFY_SOCKET, errno) => {
    const error = await refusal(notify({ ready: true }, { env: { NOTIFY_SOCKET } }));
    expect(`${error.code} ${error.errno}`).toBe(`NOTIFY_FAILED ${errno}`);
    expect(error.message).toContain(NOTIFY_SOCKET);
  });

  test("a descriptor that is not open is EBADF", async () => {
    const { env } = await startReceiver();
    expect(await codes(notify({ fdStore: [1_000_000] }, { env }))).toBe("NOTIFY_FAILED EBADF");
  });
});

describe("unsetEnvironment", () => {
  test.each([
    ["sent", "/nonexistent"],
    ["malformed", "relative"],
  ])("removes NOTIFY_SOCKET when it could not be %s", async (_, NOTIFY_SOCKET) => {
    const env: NotifyOptions["env"] = { NOTIFY_SOCKET };
    await refusal(notify({ ready: true }, { env: env ?? {}, unsetEnvironment: true }));
    expect(env).toEqual({});
    expect(await notify({ ready: true }, { env: env ?? {} })).toBe(false);
  });

  test("removes it when the message is malformed, and keeps it when not asked", async () => {
    const { env } = await startReceiver();
    await refusal(notify({ status: "\0" }, { env }));
    expect(env).toHaveProperty("NOTIFY_SOCKET");
    await refusal(notify({ status: "\0" }, { env, unsetEnvironment: true }));
    expect(env).toEqual({});
  });
});

describe("the wire", () => {
  test.each([
    ["a path", () => join(tempDir(), "notify")],
    ["a path with spaces and é", () => join(tempDir(), "no tify é")],
    ["a path of 107 bytes", () => join(tempDir(), "p".repeat(107)).slice(0, 107)],
    ["an abstract name", () => `@rouse-notify-${process.pid}`],
    ["an abstract name of 106 bytes", () => `@${`rouse-${process.pid}`.padEnd(106, "x")}`],
  ])("%s gets the message, and from the kernel who we are (66, 67)", async (_, address) => {
    const receiver = await startReceiver({ address: address() });
    expect(await notify({ ready: true, status: "grüße" }, { env: receiver.env })).toBe(true);
    const { text, pid, uid, gid, fds } = await receiver.next();
    const [myUid, myGid] = [process.getuid?.(), process.getgid?.()];
    expect({ text, pid, uid, gid, fds }).toEqual({
      text: "READY=1\nSTATUS=grüße",
      ...{ pid: process.pid, uid: myUid, gid: myGid, fds: [] },
    });
  });

  test("leaves in the call itself, before anybody awaits", async () => {
    const receiver = await startReceiver();
    const answers = [notify({ status: "1" }, receiver), notify({ status: "2" }, receiver)];
    const both = [await receiver.next(), await receiver.next()];
    expect(both.map(({ text }) => text)).toEqual(["STATUS=1", "STATUS=2"]);
    expect(await Promise.all(answers)).toEqual([true, true]);
  });

  test("4096 bytes are sent, 4097 are not (68)", async () => {
    const receiver = await startReceiver();
    const room = 4096 - "STATUS=".length;
    await notify({ status: `${"é".repeat(room / 2 - 0.5)}a` }, receiver);
    expect((await receiver.next()).bytes).toBe(4096);
    const long = notify({ status: "a".repeat(room + 1) }, receiver);
    expect(await codes(long)).toBe("NOTIFY_TOO_LONG EMSGSIZE");
  });

  test("253 descriptors travel, 254 do not (63)", async () => {
    const receiver = await startReceiver();
    const fd = openForTest();
    const fds = Array.from({ length: 253 }, () => fd);
    expect(await notify({ fdStore: fds }, receiver)).toBe(true);
    expect((await receiver.next()).fds).toEqual(fds.map(() => nullDevice));
    const tooMany = notify({ fdStore: [...fds, fd] }, { env: {} });
    expect(await codes(tooMany)).toBe("NOTIFY_TOO_MANY_FDS E2BIG");
  });

  test("a raw message goes as it is, with or without descriptors (64, 65)", async () => {
    const receiver = await startReceiver();
    await notifyRaw("NEW_THING=1\n", { ...receiver, fds: [] });
    await notifyRaw("FDSTORE=1", { env: receiver.env, fds: [openForTest()] });
    expect(await receiver.next()).toMatchObject({ text: "NEW_THING=1\n", fds: [] });
    expect(await receiver.next()).toMatchObject({ text: "FDSTORE=1", fds: [nullDevice] });
    const nothing: unknown = null;
    expect(await codes(notifyRaw(nothing as string))).toBe("NOTIFY_MALFORMED EINVAL");
    expect(await codes(notifyRaw("A\0B"))).toBe("NOTIFY_MALFORMED EINVAL");
  });
});

describe("a service manager that does not read", () => {
  test("holds up nobody, gets everything in order once it reads (trap 15)", async () => {
    const receiver = await startReceiver({ isHeld: true });
    const texts = Array.from({ length: 800 }, (_, index) => `STATUS=${index}`);
    const answers = texts.map((text) => notifyRaw(text, { env: receiver.env, timeoutMs: 20_000 }));
    let isSent = false;
    const all = Promise.all(answers).then(() => {
      isSent = true;
    });
    await new Promise(setImmediate);
    expect(isSent).toBe(false);
    receiver.release();
    await all;
    for (const text of texts) expect((await receiver.next()).text).toBe(text);
  });

  test("gets nothing ahead of what waits, even when it has room again", async () => {
    const receiver = await startReceiver({ isHeld: true });
    const answers: Promise<boolean>[] = [];
    let waiting = 0;
    const say = () => {
      waiting++;
      const text = `STATUS=${answers.length}`;
      const answer = notifyRaw(text, { env: receiver.env, timeoutMs: 20_000 });
      answers.push(answer.finally(() => waiting--));
    };
    for (let count = 0; count < 800; count++) say();
    await new Promise(setImmediate);
    receiver.release();
    while (waiting > 0 && answers.length < 1600) {
      say();
      await new Promise(setImmediate);
    }
    await Promise.all(answers);
    for (const index of answers.keys())
      expect((await receiver.next()).text).toBe(`STATUS=${index}`);
  });

  test("is an error with EAGAIN after timeoutMs", async () => {
    const receiver = await startReceiver({ isHeld: true });
    const fill = Array.from({ length: 800 }, () =>
      notifyRaw("STATUS=x", { env: receiver.env, timeoutMs: 0 }).then(
        () => "sent",
        (error) => `${error.code} ${error.errno}`,
      ),
    );
    const outcomes = await Promise.all(fill);
    expect(new Set(outcomes)).toEqual(new Set(["sent", "NOTIFY_FAILED EAGAIN"]));
  });
});

describe("on behalf of another process", () => {
  test("the kernel vouches for it where we may", async () => {
    const receiver = await startReceiver();
    const other = start(["sleep", "60"]);
    const isRoot = process.getuid?.() === 0;
    const pid = isRoot ? other.pid : process.pid;
    await notify({ ready: true }, { env: receiver.env, pid: other.pid });
    expect(await receiver.next()).toMatchObject({ pid, fds: [] });
    await notify({ fdStore: [openForTest()] }, { env: receiver.env, pid: other.pid });
    expect(await receiver.next()).toMatchObject({ pid, fds: [nullDevice] });
  });

  test("where we may not, or there is no such process, it comes from us", async () => {
    const receiver = await startReceiver();
    await notify({ ready: true }, { env: receiver.env, pid: 2 ** 31 - 1 });
    expect((await receiver.next()).pid).toBe(process.pid);
    const bad = notify({ ready: true }, { env: receiver.env, pid: 1.5 });
    expect(await codes(bad)).toBe("NOTIFY_MALFORMED EINVAL");
  });
});

function openForTest(): number {
  const fd = openSync("/dev/null", "r");
  after(() => closeSync(fd));
  return fd;
}
