import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { root } from "../test/harness/paths.js";
import { children } from "../test/harness/procs.js";
import { makeCgroups, removeCgroups, systemdHierarchies } from "../test/systemd/cgroups.js";
import { defer } from "./cleanup.js";
import { NotMeasured } from "./measure.js";
import { launch, output, whileRuns } from "./process.js";
import { need } from "./programs.js";
import { tempDir } from "./temp.js";

/** A real `systemd --user` of root, in namespaces of its own; it shares the network with us. */
export interface UserManager {
  systemctl(...args: string[]): Promise<string>;
  /** Runs a command next to its units; what it printed. */
  run(...argv: string[]): Promise<string>;
  writeUnit(name: string, lines: readonly string[]): void;
}

export async function startUserManager(): Promise<UserManager> {
  const [unshare, nsenter] = checkMachine();
  const folder = tempDir();
  const units = join(folder, ".config/systemd/user");
  mkdirSync(units, { recursive: true });
  copyFileSync("/etc/passwd", join(folder, "passwd"));
  const cgroups = makeCgroups(systemdHierarchies(), basename(folder), 0);
  defer(() => removeCgroups(cgroups));
  const namespaces = [unshare, "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"];
  const boot = ["sh", join(root, "test/systemd/boot.sh"), "0", folder, root, process.execPath];
  const manager = launch([...namespaces, ...boot, ...cgroups]);
  defer(() => manager.stop("SIGKILL"));
  const inside = () => String(children(manager.pid)[0]);
  const isUp = () => existsSync(`/proc/${inside()}/root/run/user/0/systemd/private`);
  await whileRuns(manager, "systemd --user is up", isUp, 15_000);
  const env = ["env", "XDG_RUNTIME_DIR=/run/user/0", `HOME=${folder}`];
  const enter = () => [nsenter, "--target", inside(), "--mount", "--pid", "--wd=/", ...env];
  return {
    systemctl: (...args) => output([...enter(), "systemctl", "--user", ...args]),
    run: (...argv) => output([...enter(), ...argv], { deadlineMs: 120_000 }),
    writeUnit: (name, lines) => writeFileSync(join(units, name), `${lines.join("\n")}\n`),
  };
}

/** The programs that make the namespaces. */
function checkMachine(): [unshare: string, nsenter: string] {
  if (process.getuid?.() !== 0) throw new NotMeasured("namespaces with a systemd take root");
  if (!existsSync("/lib/systemd/systemd")) throw new NotMeasured("systemd is not installed");
  if (systemdHierarchies().length === 0) throw new NotMeasured("no cgroups for systemd are here");
  for (const name of ["systemctl", "setpriv"]) need(name);
  return [need("unshare"), need("nsenter")];
}
