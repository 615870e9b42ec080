import { existsSync } from "node:fs";
import { beforeAll } from "vitest";
import { hasProgram, lacking } from "../harness/servers.js";
import { systemdHierarchies } from "./cgroups.js";
import { startUserManager, type UserManager } from "./manager.js";

/** Root, and a user whom nobody knows outside of the test. */
const uids = [0, 61_234];

/** The tests once under the service manager of root and once under that of another user, a manager for each. */
export function asEachUser(
  title: string,
  tests: (manager: () => UserManager, uid: number) => void,
) {
  const { describe } = lacking(missing());
  for (const uid of uids) {
    describe(`${title}, under systemd --user of uid ${uid}`, () => {
      let manager: UserManager;
      beforeAll(async () => {
        manager = await startUserManager({ uid });
      });
      tests(() => manager, uid);
    });
  }
}

/** What a service manager of the tests would need and this machine does not have. */
export function missing(): string[] {
  const programs = ["unshare", "nsenter", "setpriv", "systemctl", "python3"];
  const reasons = programs
    .filter((name) => !hasProgram(name))
    .map((name) => `${name} is not installed`);
  if (!existsSync("/lib/systemd/systemd")) reasons.push("systemd is not installed");
  if (process.getuid?.() !== 0) reasons.push("a namespace with a service manager takes root");
  if (systemdHierarchies().length === 0) reasons.push("no cgroup hierarchy for systemd is mounted");
  return reasons;
}
