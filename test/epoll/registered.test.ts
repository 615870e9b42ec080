import { describe, expect, test } from "vitest";
import { needs } from "../harness/servers.js";
import { bits, type Caller, event, kinds, startCaller } from "./calls.js";

/** All 64 bits are the program's, a pointer or what it likes. */
const data = 0xf123_4567_89ab_cdefn;

const [socket, set] = [5, 9];

const ways: [name: string, events: number][] = [
  ["level", bits.in],
  ["edge", bits.in | bits.edge],
  ["one-shot", bits.in | bits.oneshot],
  ["exclusive", bits.in | bits.exclusive],
];

needs("cc").describe("a socket that was in an epoll set before its bind", () => {
  describe.each(kinds)("%s,", (kind) => {
    test.each(ways)(
      "%s-triggered, is there as before and reports its clients",
      async (_, events) => {
        const caller = await startCaller(kind);
        await caller.calls(`socket ${socket} ${kind}`, `epoll ${set}`);
        await caller.add(set, socket, events, data);
        const [before] = caller.registrations(set);
        await caller.bind(socket);
        expect(caller.registrations(set)).toEqual([{ ...before, inode: caller.passed }]);
        await reportsClients(caller, events);
        expect(caller.running.stderr).toBe("");
      },
    );

    test("can be changed in it and taken out", async () => {
      const caller = await startCaller(kind);
      await caller.calls(`socket ${socket} ${kind}`, `epoll ${set}`);
      await caller.add(set, socket, 0, data);
      await caller.bind(socket);
      await caller.visit();
      expect(await caller.now(set)).toBe("nothing");
      await caller.calls(`mod ${set} ${socket} 1 7`);
      expect(await caller.soon(set)).toBe(event(bits.in, 7n));
      await caller.calls(`del ${set} ${socket}`);
      expect(caller.registrations(set)).toEqual([]);
      expect(await caller.now(set)).toBe("nothing");
    });
  });

  test("reports, edge-triggered, a client that was there before the bind", async () => {
    const caller = await startCaller("tcp");
    await caller.visit();
    await caller.calls(`socket ${socket} tcp`, `epoll ${set}`);
    await caller.add(set, socket, bits.in | bits.edge, data);
    await caller.bind(socket);
    expect(await caller.soon(set)).toBe(event(bits.in, data));
    expect(await caller.now(set)).toBe("nothing");
  });

  test("and is armed after it, edge-triggered, as by Netty's native transport", async () => {
    const caller = await startCaller("tcp");
    await caller.calls(`socket ${socket} tcp`, `epoll ${set}`);
    await caller.add(set, socket, bits.edge, BigInt(socket));
    await caller.bind(socket);
    await caller.calls(`mod ${set} ${socket} 80000001 ${socket}`);
    expect(await caller.now(set)).toBe("nothing");
    await caller.visit();
    expect(await caller.soon(set)).toBe(event(bits.in, BigInt(socket)));
    expect(await caller.now(set)).toBe("nothing");
  });

  test("and had used up its one shot, reports nothing until it is armed again", async () => {
    const caller = await startCaller("tcp");
    await caller.calls(`socket ${socket} tcp`, `epoll ${set}`);
    await caller.add(set, socket, bits.in | bits.oneshot, data);
    expect(await caller.now(set)).toBe(event(bits.hup, data));
    expect(caller.registrations(set)).toMatchObject([{ events: bits.oneshot }]);
    await caller.bind(socket);
    await caller.visit();
    expect(await caller.now(set)).toBe("nothing");
    await caller.calls(`mod ${set} ${socket} 40000001 8`);
    expect(await caller.soon(set)).toBe(event(bits.in, 8n));
  });
});

/** None until there is one, and no hang-up, which a socket that nobody listens on reports; then each as asked. */
async function reportsClients(caller: Caller, events: number): Promise<void> {
  expect(await caller.now(set)).toBe("nothing");
  await caller.visit();
  expect(await caller.soon(set)).toBe(event(bits.in, data));
  const once = (events & (bits.edge | bits.oneshot)) !== 0;
  expect(await caller.now(set)).toBe(once ? "nothing" : event(bits.in, data));
}
