import { chownSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { after } from "../harness/after.js";
import { root } from "../harness/paths.js";
import { hasProgram, lacking } from "../harness/servers.js";
import { type Running, start } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";
import { machineHierarchies, makeCgroups, removeCgroups } from "./cgroups.js";
import { addUser, bootArgs, makeUnitFolder, unshared, whenUp } from "./manager.js";
import { ServiceManager } from "./service-manager.js";
import { missing } from "./users.js";

/** A machine that systemd has booted: its own manager with a journal, and the manager of one user. */
export interface Machine {
  system: ServiceManager;
  user: ServiceManager;
  /** Where units write what is looked at afterwards; everybody may. */
  folder: string;
  unshare: Running;
}

/** `describe` and `test` for what runs on one, with these programs. */
export function needsMachine(...programs: string[]) {
  const absent = programs.filter((name) => !hasProgram(name));
  return lacking([...missing(), ...absent.map((name) => `${name} is not installed`)]);
}

/**
 * A real `systemd --system` as PID 1 of namespaces of its own, with journald, and as a service of it the
 * `systemd --user` of `uid`. /run, /var/log and the unit folders are its own; the network is that of the tests
 * unless `network` is "own". It ends, with all its units, after the test or the file.
 *
 * `uid`: journald keeps what users below 1000 and those of DynamicUser= (61184 to 65519) write in the system's
 * journal, which users may not read.
 */
export async function startMachine({
  uid = 12_345,
  network = "shared",
}: {
  uid?: number;
  network?: "shared" | "own";
} = {}): Promise<Machine> {
  const folder = openTempDir();
  const home = join(folder, "home");
  mkdirSync(home);
  chownSync(home, uid, uid);
  addUser(folder, uid, home);
  const userUnits = makeUnitFolder(home, uid);
  const cgroups = makeCgroups(machineHierarchies(), basename(folder), 0);
  after(() => removeCgroups(cgroups));
  const boot = join(root, "test/systemd/boot-machine.sh");
  const own = ["--uts", "--ipc", ...(network === "own" ? ["--net"] : [])];
  const unshare = start([...unshared, ...own, "sh", boot, ...bootArgs(uid, folder), ...cgroups]);
  const namespaces = ["--cgroup", ...own];
  const common = { folder, unshare, namespaces };
  const systemUnits = join(folder, "etc");
  const system = new ServiceManager({
    ...{ ...common, scope: "system", uid: 0, home: "/root", unitFolder: systemUnits },
  });
  const user = new ServiceManager({
    ...{ ...common, scope: "user", uid, home, unitFolder: userUnits },
  });
  await whenUp(system);
  await whenUp(user);
  return { system, user, folder, unshare };
}
