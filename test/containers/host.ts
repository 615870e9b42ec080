import { chownSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after } from "../harness/after.js";
import { root } from "../harness/paths.js";
import { needsRoot } from "../harness/root.js";
import { start } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";
import { makeCgroups, removeCgroups } from "../systemd/cgroups.js";
import { UserManager } from "../systemd/manager.js";

/** `describe` and `test` for what needs podman and a service manager. */
export function needsPodman() {
  const inside = ["unshare", "nsenter", "setpriv", "systemctl", "python3"];
  return needsRoot("podman", "crun", "conmon", "go", ...inside);
}

/** A `systemd --user` of root or of another user, on a machine where podman can run. */
export async function startHost({ uid }: { uid: number }): Promise<UserManager> {
  const folder = openTempDir();
  const user = `rouse-test:x:${uid}:${uid}::${folder}:/bin/sh\n`;
  writeFileSync(join(folder, "passwd"), readFileSync("/etc/passwd", "utf8") + user);
  for (const config of [".config", ".config/systemd", ".config/systemd/user"]) {
    mkdirSync(join(folder, config));
    chownSync(join(folder, config), uid, uid);
  }
  const name = basename(folder);
  const cgroups = makeCgroups(name, uid);
  after(() => removeCgroups(cgroups));
  const tied = ["setpriv", "--pdeathsig", "KILL"];
  const unshare = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"];
  const boot = ["sh", join(root, "test/containers/boot.sh"), String(uid), folder, root];
  const argv = [...boot, process.execPath, `/sys/fs/cgroup/${name}`];
  const host = new UserManager(uid, folder, start([...tied, ...unshare, ...argv]));
  await host.whenUp();
  return host;
}

/** `podman …` as the user of the host; what it printed, or an error with that. */
export async function podman(host: UserManager, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await host.inside(["podman", ...args]);
  if (code === 0) return stdout;
  throw new Error(`podman ${args.join(" ")} ended with ${code}: ${stdout}${stderr}`);
}
