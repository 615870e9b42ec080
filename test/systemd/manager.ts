import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after } from "../harness/after.js";
import { kill } from "../harness/leftovers.js";
import { root } from "../harness/paths.js";
import { children, descendants, isAlive, status } from "../harness/procs.js";
import { type Running, run, start } from "../harness/start.js";
import { openTempDir } from "../harness/temp.js";
import { until } from "../harness/until.js";
import { makeCgroups, removeCgroups } from "./cgroups.js";

/** The checkout and Node as units see them: reachable for every user. */
export const checkout = "/run/checkout";
export const node = "/run/node";

/**
 * A real `systemd --user` for root or for another user, in mount and pid namespaces of its own.
 * It shares the network with the tests. It ends, with all its units, after the test or the file.
 */
export async function startUserManager({ uid }: { uid: number }): Promise<UserManager> {
  const folder = openTempDir();
  const passwd = join(folder, "passwd");
  writeFileSync(
    passwd,
    `${readFileSync("/etc/passwd", "utf8")}rouse-test:x:${uid}:${uid}::${folder}:/bin/sh\n`,
  );
  mkdirSync(join(folder, ".config/systemd/user"), { recursive: true });
  const cgroups = makeCgroups(basename(folder), uid);
  after(() => removeCgroups(cgroups));
  const boot = join(root, "test/systemd/boot.sh");
  // Should the tests be killed, unshare dies with them, and with it the whole pid namespace.
  const tied = ["setpriv", "--pdeathsig", "KILL"];
  const unshare = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"];
  const argv = ["sh", boot, String(uid), folder, root, process.execPath, ...cgroups];
  const manager = new UserManager(uid, folder, start([...tied, ...unshare, ...argv]));
  await manager.whenUp();
  return manager;
}

export class UserManager {
  readonly uid: number;
  /** Where its units write what is looked at afterwards; everybody may. */
  readonly folder: string;
  readonly #unshare: Running;

  constructor(uid: number, folder: string, unshare: Running) {
    this.uid = uid;
    this.folder = folder;
    this.#unshare = unshare;
  }

  /** What systemd itself said; what units say goes to the files that they name. */
  get log(): string {
    return this.#unshare.output.all();
  }

  async whenUp(): Promise<void> {
    const isUp = () => {
      if (this.#unshare.hasEnded) throw new Error(`systemd --user did not start:\n${this.log}`);
      return this.#pid() && existsSync(this.#inRoot(`/run/user/${this.uid}/systemd/private`));
    };
    await until(isUp, { deadlineMs: 15_000, what: "the socket of systemd --user" });
    await this.inside(["systemctl", "--user", "is-system-running", "--wait"]);
  }

  /** PID 1 of its namespaces, as numbered here. */
  #pid(): number | undefined {
    return children(this.#unshare.pid)[0];
  }

  #inRoot(path: string): string {
    return `/proc/${this.#pid()}/root${path}`;
  }

  /** Runs a command next to the units, as their user. */
  inside(argv: readonly string[], deadlineMs = 20_000) {
    const id = String(this.uid);
    const enter = ["nsenter", "--target", String(this.#pid()), "--mount", "--pid"];
    const user = ["setpriv", "--reuid", id, "--regid", id, "--clear-groups"];
    const env = ["env", `XDG_RUNTIME_DIR=/run/user/${id}`, `HOME=${this.folder}`];
    return run([...enter, ...user, ...env, ...argv], { deadlineMs, cwd: "/" });
  }

  /** `systemctl --user …`; what it printed, or an error with that and the log of systemd. */
  async systemctl(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.inside(["systemctl", "--user", ...args]);
    if (code === 0) return stdout;
    throw new Error(
      `systemctl ${args.join(" ")} ended with ${code}: ${stdout}${stderr}\n${this.log}`,
    );
  }

  /** The number here of a process whose number in there is known; undefined when it is gone. */
  hostPid(pid: number): number | undefined {
    return descendants(this.#unshare.pid).find((host) => {
      const [, inside] = (status(host, "NSpid") ?? "").split("\t");
      return inside === String(pid) && isAlive(host);
    });
  }

  /** Sends a signal to a process of a unit. */
  kill(pid: number, signal: NodeJS.Signals): void {
    const host = this.hostPid(pid);
    if (host === undefined) throw new Error(`no process ${pid} in the namespace of systemd --user`);
    kill(host, signal);
  }

  writeUnit(name: string, text: string): void {
    writeFileSync(join(this.folder, ".config/systemd/user", name), text);
  }

  async daemonReload(): Promise<void> {
    await this.systemctl("daemon-reload");
  }

  /** Properties of a unit, by name. */
  async show<K extends string>(unit: string, ...properties: K[]): Promise<Record<K, string>> {
    const text = await this.systemctl(
      "show",
      unit,
      ...properties.map((name) => `--property=${name}`),
    );
    const pairs = text.split("\n").map((line) => line.match(/^(.*?)=(.*)$/)?.slice(1) ?? []);
    const shown: Record<string, string | undefined> = Object.fromEntries(pairs);
    const entries = properties.map((name): [K, string] => [name, shown[name] ?? ""]);
    return Object.fromEntries(entries) as Record<K, string>;
  }

  /** Ends it and all its units at once. */
  stop(): Promise<void> {
    return this.#unshare.end();
  }
}
