import { expect, test } from "vitest";
import { needs } from "../harness/servers.js";
import { socketInode } from "../harness/sockets.js";
import { bits, event, startCaller } from "./calls.js";

const { in: readable } = bits;

needs("cc").describe("each registration is moved of a socket that was", () => {
  test("in two sets", async () => {
    const caller = await startCaller("tcp");
    await caller.calls("socket 5 tcp", "epoll 8", "epoll 9");
    await caller.add(8, 5, readable, 8n);
    await caller.add(9, 5, readable | bits.edge, 9n);
    await caller.bind(5);
    expect([await caller.now(8), await caller.now(9)]).toEqual(["nothing", "nothing"]);
    await caller.visit();
    expect(await caller.soon(8)).toBe(event(readable, 8n));
    expect(await caller.soon(9)).toBe(event(readable, 9n));
  });

  test("in one set by both of its numbers", async () => {
    const caller = await startCaller("tcp");
    await caller.calls("socket 5 tcp", "dup 5 6", "epoll 9");
    await caller.add(9, 5, readable | bits.oneshot, 5n);
    await caller.add(9, 6, readable | bits.oneshot, 6n);
    await caller.bind(6);
    expect(socketInode(caller.pid, 5)).toBe(caller.passed);
    expect(await caller.now(9)).toBe("nothing");
    await caller.visit();
    const came = [await caller.soon(9), await caller.soon(9)].sort();
    expect(came).toEqual([event(readable, 5n), event(readable, 6n)]);
    expect(await caller.now(9)).toBe("nothing");
    await caller.calls("del 9 5", "mod 9 6 1 66");
    expect(await caller.soon(9)).toBe(event(readable, 0x66n));
  });

  test("among fifty others in a set, which stay", async () => {
    const caller = await startCaller("tcp");
    await caller.calls("epoll 9", "socket 10 unix");
    for (let fd = 100; fd < 150; fd++) await caller.calls(`dup 10 ${fd}`, `add 9 ${fd} 0 ${fd}`);
    await caller.calls("socket 5 tcp");
    await caller.add(9, 5, readable | bits.edge, 0xffff_ffff_ffff_ffffn);
    const others = () => caller.registrations(9).filter(({ fd }) => fd !== 5);
    const before = others();
    expect(before).toHaveLength(50);
    await caller.bind(5);
    expect(others()).toEqual(before);
    const moved = caller.registrations(9).find(({ fd }) => fd === 5);
    expect(moved).toMatchObject({ data: 0xffff_ffff_ffff_ffffn, inode: caller.passed });
  });

  test("in 16 sets, and of more than that it says that not all know the passed one", async () => {
    const caller = await startCaller("tcp");
    const sets = Array.from({ length: 17 }, (_, nth) => 20 + nth);
    for (const set of sets) await caller.calls(`epoll ${set}`);
    const inAll = async (fd: number, of: number[]) => {
      await caller.calls(`socket ${fd} tcp`);
      for (const set of of) await caller.add(set, fd, readable, BigInt(set));
      await caller.bind(fd);
      const found = of.flatMap((set) => caller.registrations(set).filter((one) => one.fd === fd));
      return found.filter(({ inode }) => inode === caller.passed).length;
    };
    expect(await inAll(5, sets.slice(1))).toBe(16);
    expect(caller.running.stderr).toBe("");
    expect(await inAll(6, sets)).toBe(16);
    await caller.told(/^rouse-exec: .*more than 16 epoll sets/);
  });
});
