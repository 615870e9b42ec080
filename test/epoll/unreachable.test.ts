import { expect } from "vitest";
import { compileC } from "../harness/compile.js";
import { needs } from "../harness/servers.js";
import { bits, startCaller } from "./calls.js";

const { describe, test } = needs("cc");

describe("a place in an epoll set that cannot be kept is said to be lost,", () => {
  test("where pidfd_getfd is forbidden, once", async () => {
    const before = [compileC("refusal-filter"), "pidfd_getfd=EPERM", "--"];
    const caller = await startCaller("tcp", { before });
    await caller.calls("epoll 9");
    for (const fd of [5, 6]) {
      await caller.calls(`socket ${fd} tcp`);
      await caller.add(9, fd, bits.in, 1n);
      await caller.bind(fd);
    }
    expect(caller.registrations(9)).toEqual([]);
    await caller.told(/^rouse-exec: .*epoll set, which cannot be reached \(pidfd_getfd\)/);
    expect(caller.running.output.matches(/epoll set/, "stderr")).toHaveLength(1);
  });
});
