import { expect } from "vitest";
import { needs } from "../harness/servers.js";
import { socketInode } from "../harness/sockets.js";
import { bits, event, startCaller } from "./calls.js";

const data = 0xfedc_ba98_7654_3210n;
const events = bits.in | bits.err | bits.hup;

needs("cc").test(
  "a socket that is adopted when its file is renamed keeps its place in an epoll set",
  async () => {
    const caller = await startCaller("unix");
    const temporary = `${caller.address}.temporary`;
    await caller.calls("socket 5 unix", `bind 5 ${temporary}`, "listen 5", "epoll 9");
    await caller.add(9, 5, bits.in, data);
    await caller.calls(`rename ${temporary} ${caller.address}`);
    expect(socketInode(caller.pid, 5)).toBe(caller.passed);
    expect(caller.registrations(9)).toEqual([{ fd: 5, events, data, inode: caller.passed }]);
    await caller.visit();
    expect(await caller.soon(9)).toBe(event(bits.in, data));
    await caller.calls("mod 9 5 0 1");
    expect(await caller.now(9)).toBe("nothing");
  },
);
