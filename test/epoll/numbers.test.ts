import { expect, test } from "vitest";
import { fds } from "../harness/procs.js";
import { needs } from "../harness/servers.js";
import { bits, type Caller, event, startCaller } from "./calls.js";

const set = 90;

needs("cc").describe("the place in an epoll set is kept under every number,", () => {
  test("those that rouse-exec itself uses among them", async () => {
    const caller = await startCaller("tcp");
    await caller.calls(`epoll ${set}`);
    const highest = Math.max(...fds(caller.running.pid).keys());
    expect(highest).toBeGreaterThan(4);
    // Behind the highest come the copies that it makes at a bind.
    for (let fd = 3; fd <= highest + 8; fd++) await isKept(caller, fd);
    expect(caller.running.stderr).toBe("");
  });

  test("above the limit of open files that rouse-exec has, as the program raised its own", async () => {
    const before = ["sh", "-c", 'ulimit -S -n 64; exec "$@"', "sh"];
    const caller = await startCaller("tcp", { before });
    await caller.calls("files 4096", `epoll ${set}`);
    for (const fd of [63, 64, 3000, 4095]) await isKept(caller, fd);
    expect(caller.running.stderr).toBe("");
  });

  test("also when the number that it was added by was closed, or is another descriptor's by now", async () => {
    const caller = await startCaller("tcp");
    await caller.calls(`epoll ${set}`, "socket 5 tcp", "dup 5 6", "dup 5 7");
    for (const fd of [5, 6, 7]) await caller.add(set, fd, bits.in, BigInt(fd));
    await caller.calls("close 5", "dup 1 6");
    await caller.bind(7);
    const [inode, events] = [caller.passed, bits.in | bits.err | bits.hup];
    expect(caller.registrations(set).sort((a, b) => a.fd - b.fd)).toEqual(
      [5, 6, 7].map((fd) => ({ fd, events, data: BigInt(fd), inode })),
    );
  });
});

/** A socket of this number, that is in the set before its bind; afterwards neither is left. */
async function isKept(caller: Caller, fd: number): Promise<void> {
  const data = 0x1_0000_0000n + BigInt(fd);
  await caller.calls(`socket ${fd} tcp`);
  await caller.add(set, fd, bits.in, data);
  await caller.bind(fd);
  const events = bits.in | bits.err | bits.hup;
  const expected = [{ fd, events, data, inode: caller.passed }];
  expect(caller.registrations(set), `descriptor ${fd}`).toEqual(expected);
  expect(await caller.now(set)).toBe("nothing");
  await caller.visit();
  expect(await caller.soon(set)).toBe(event(bits.in, data));
  await caller.calls(`accept ${fd}`, `del ${set} ${fd}`, `close ${fd}`);
}
