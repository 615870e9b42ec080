import { basename, join } from "node:path";
import { after } from "../harness/after.js";
import { root } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { makeCgroups, removeCgroups, systemdHierarchies } from "../systemd/cgroups.js";
import {
  addUser,
  bootArgs,
  makeUnitFolder,
  type UserManager,
  unshared,
  whenUp,
} from "../systemd/manager.js";
import { ServiceManager } from "../systemd/service-manager.js";

/** `describe` and `test` for what needs podman and a service manager. */
export function needsPodman() {
  const inside = ["unshare", "nsenter", "setpriv", "systemctl", "python3"];
  return needsRoot("podman", "crun", "conmon", "go", ...inside);
}

/** A `systemd --user` of root or of another user, on a machine where podman can run. */
export async function startHost({ uid }: { uid: number }): Promise<UserManager> {
  const folder = openTempDir();
  addUser(folder, uid, folder);
  const unitFolder = makeUnitFolder(folder, uid);
  const name = basename(folder);
  const cgroups = makeCgroups(systemdHierarchies(), name, uid);
  after(() => removeCgroups(cgroups));
  const boot = ["sh", join(root, "test/containers/boot.sh"), ...bootArgs(uid, folder)];
  const unshare = start([...unshared, ...boot, `/sys/fs/cgroup/${name}`]);
  const place = { scope: "user", uid, folder, home: folder, unshare, unitFolder } as const;
  const host = new ServiceManager(place);
  await whenUp(host);
  return host;
}

/** Until no container is left: conmon has it removed at its own end. */
export async function allGone(host: UserManager): Promise<void> {
  const isGone = async () => (await podman(host, "ps", "--all", "--quiet")) === "";
  await until(isGone, { everyMs: 50, what: "the container to be removed" });
}

/** `podman …` as the user of the host; what it printed, or an error with that. */
export async function podman(host: UserManager, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await host.inside(["podman", ...args]);
  if (code === 0) return stdout;
  throw new Error(`podman ${args.join(" ")} ended with ${code}: ${stdout}${stderr}`);
}
