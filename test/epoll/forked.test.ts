import { describe, expect, test } from "vitest";
import { needs } from "../harness/servers.js";
import { socketInode } from "../harness/sockets.js";
import { bits, event, kinds, startCaller } from "./calls.js";

const data = 0x8000_0000_0000_0001n;
const [socket, set] = [5, 9];

/** What epoll_wait may say of a passed socket with a client. */
const client = event(bits.in, data);

needs("cc").describe("an epoll set that two processes share since a fork", () => {
  describe.each(kinds)("%s,", (kind) => {
    test.each([
      ["the parent", "", "child "],
      ["the child", "child ", ""],
    ] as const)(
      "knows the passed socket when %s has bound, and not the old one",
      async (_, one, other) => {
        const caller = await forked();
        const old = socketInode(caller.pid, socket);
        await caller.bind(socket, one);
        // The other has kept the program's own socket, whose hang-up the set would report for ever.
        expect(socketInode(one === "" ? caller.childPid : caller.pid, socket)).toBe(old);
        const expected = [{ fd: socket, data, inode: caller.passed }];
        expect(caller.registrations(set)).toMatchObject(expected);
        expect(await caller.now(set, one)).toBe("nothing");
        expect(await caller.now(set, other)).toBe("nothing");
        await caller.visit();
        expect(await caller.soon(set, one)).toBe(client);
        expect(await caller.now(set, other)).toBe(client);
      },
    );

    test("is changed by who has bound; to the other the socket is not in it", async () => {
      const caller = await forked();
      await caller.bind(socket, "child ");
      expect(await caller.call(`mod ${set} ${socket} 1 2`)).toBe("ENOENT");
      await caller.calls(`child mod ${set} ${socket} 1 2`);
      await caller.visit();
      expect(await caller.soon(set)).toBe(event(bits.in, 2n));
      await caller.calls(`child del ${set} ${socket}`);
      expect(await caller.now(set)).toBe("nothing");
    });

    test("keeps one place for the passed socket when both bind", async () => {
      const caller = await forked();
      await caller.bind(socket, "child ");
      await caller.bind(socket);
      expect(caller.registrations(set)).toMatchObject([{ fd: socket, data, inode: caller.passed }]);
      expect(await caller.now(set)).toBe("nothing");
      await caller.visit();
      expect(await caller.soon(set)).toBe(client);
      await caller.calls(`mod ${set} ${socket} 0 3`);
      expect(await caller.now(set, "child ")).toBe("nothing");
    });

    async function forked() {
      const caller = await startCaller(kind);
      await caller.calls(`socket ${socket} ${kind}`, `epoll ${set}`);
      await caller.add(set, socket, bits.in, data);
      await caller.calls("fork");
      return caller;
    }
  });
});
