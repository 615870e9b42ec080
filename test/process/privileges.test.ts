import { expect } from "vitest";
import { status } from "../harness/procs.js";
import { lacking } from "../harness/servers.js";
import { sleeperPid } from "./sleeper.js";
import { supervise } from "./supervised.js";

const isRoot = process.getuid?.() === 0;
const asRoot = lacking(isRoot ? [] : ["root is needed to be root and another user"]);

asRoot.test("root's program may still gain privileges: sudo, ping, file capabilities", async () => {
  expect(await noNewPrivileges({})).toBe("0");
});

asRoot.test("another user's may not, since the kernel demands it for the filter", async () => {
  expect(await noNewPrivileges({ uid: 61_234, gid: 61_234 })).toBe("1");
});

async function noNewPrivileges(user: { uid?: number; gid?: number }) {
  const { running } = await supervise(["sleep", "60"], { ...user, cwd: "/" });
  const pid = await sleeperPid(running.pid);
  expect(status(pid, "Seccomp")).toBe("2");
  return status(pid, "NoNewPrivs");
}
