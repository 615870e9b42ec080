import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after } from "../harness/after.js";
import { root } from "../harness/paths.js";
import { start } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { makeCgroups, removeCgroups, systemdHierarchies } from "./cgroups.js";
import { ServiceManager } from "./service-manager.js";

export { checkout, node } from "./service-manager.js";

/** `systemctl --user` of one user. */
export type UserManager = ServiceManager;

/**
 * A real `systemd --user` for root or for another user, in mount and pid namespaces of its own.
 * It shares the network with the tests. It ends, with all its units, after the test or the file.
 */
export async function startUserManager({ uid }: { uid: number }): Promise<UserManager> {
  const folder = openTempDir();
  addUser(folder, uid, folder);
  const unitFolder = makeUnitFolder(folder, uid);
  const cgroups = makeCgroups(systemdHierarchies(), basename(folder), uid);
  after(() => removeCgroups(cgroups));
  const boot = join(root, "test/systemd/boot.sh");
  const unshare = start([...unshared, "sh", boot, ...bootArgs(uid, folder), ...cgroups]);
  const place = { scope: "user", uid, folder, home: folder, unshare, unitFolder } as const;
  const manager = new ServiceManager(place);
  await whenUp(manager);
  return manager;
}

// Should the tests be killed, unshare dies with them, and with it the whole pid namespace.
export const unshared = [
  ...["setpriv", "--pdeathsig", "KILL"],
  ...["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"],
];

/** What both boot scripts begin with: UID FOLDER CHECKOUT NODE. */
export function bootArgs(uid: number, folder: string): string[] {
  return [String(uid), folder, root, process.execPath];
}

/** FOLDER/passwd, in which the user is known. */
export function addUser(folder: string, uid: number, home: string): void {
  const known = readFileSync("/etc/passwd", "utf8");
  writeFileSync(join(folder, "passwd"), `${known}rouse-test:x:${uid}:${uid}::${home}:/bin/sh\n`);
}

/** ~/.config/systemd/user, of that user, who gets a ~/.local as well. */
export function makeUnitFolder(home: string, uid: number): string {
  const parts = [".local", ".config", ".config/systemd", ".config/systemd/user"];
  for (const part of parts.map((name) => join(home, name))) {
    mkdirSync(part, { mode: 0o700 });
    chownSync(part, uid, uid);
  }
  return join(home, ".config/systemd/user");
}

/** @throws with the log of systemd when it ends instead */
export async function whenUp(manager: ServiceManager): Promise<void> {
  const runtime = manager.scope === "user" ? `/run/user/${manager.uid}` : "/run";
  const isUp = () => {
    if (manager.hasEnded) throw new Error(`systemd did not start:\n${manager.log}`);
    return manager.firstPid() && existsSync(manager.inRoot(`${runtime}/systemd/private`));
  };
  await until(isUp, { what: `the socket of systemd --${manager.scope}` });
  await manager.inside(["systemctl", `--${manager.scope}`, "is-system-running", "--wait"]);
}
