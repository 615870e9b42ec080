import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { kill } from "../harness/leftovers.js";
import { children, descendants, isAlive, status } from "../harness/procs.js";
import { type Running, run } from "../harness/start.js";

/** The checkout and Node as units see them: reachable for every user. */
export const checkout = "/run/checkout";
export const node = "/run/node";

export interface Place {
  scope: "user" | "system";
  uid: number;
  /** Where its units write what is looked at afterwards; everybody may. */
  folder: string;
  /** HOME of its user. */
  home: string;
  /** The process that unshared its namespaces. */
  unshare: Running;
  /** Besides those of mounts and processes: as nsenter(1) names them. */
  namespaces?: readonly string[];
  unitFolder: string;
}

/** A real service manager in namespaces of its own: `systemctl --user` of some user, or `systemctl --system`. */
export class ServiceManager {
  readonly scope: "user" | "system";
  readonly uid: number;
  readonly folder: string;
  readonly home: string;
  /** Where its own units are, as everybody sees it. */
  readonly unitFolder: string;
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
    this.scope = place.scope;
    this.uid = place.uid;
    this.folder = place.folder;
    this.home = place.home;
    this.unitFolder = place.unitFolder;
  }

  /** What systemd itself said; what units say goes to the files that they name, or to the journal. */
  get log(): string {
    return this.#place.unshare.output.all();
  }

  get hasEnded(): boolean {
    return this.#place.unshare.hasEnded;
  }

  /** PID 1 of its namespaces, as numbered here. */
  firstPid(): number | undefined {
    return children(this.#place.unshare.pid)[0];
  }

  /** A path in its mount namespace, as seen from here. */
  inRoot(path: string): string {
    return `/proc/${this.firstPid()}/root${path}`;
  }

  /** Runs a command next to the units, as their user. */
  inside(argv: readonly string[], deadlineMs = 60_000) {
    return run(this.insideArgv(argv), { deadlineMs, cwd: "/" });
  }

  /** The command line, here, that runs a command in there; `env` is added to its environment. */
  insideArgv(argv: readonly string[], env: Record<string, string> = {}): string[] {
    const id = String(this.uid);
    const namespaces = ["--mount", "--pid", ...(this.#place.namespaces ?? [])];
    const enter = ["nsenter", "--target", String(this.firstPid()), ...namespaces];
    const user = ["setpriv", "--reuid", id, "--regid", id, "--clear-groups"];
    const own = [`XDG_RUNTIME_DIR=/run/user/${id}`, `HOME=${this.home}`];
    const more = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    return [...enter, ...user, "env", "--unset=ROUSE_EXEC_PATH", ...own, ...more, ...argv];
  }

  /** What a user types: `rouse …`. */
  rouse(...args: string[]) {
    return this.inside([node, `${checkout}/dist/cli/main.js`, ...args]);
  }

  /** `systemctl …`; what it printed, or an error with that and the log of systemd. */
  async systemctl(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.inside(["systemctl", `--${this.scope}`, ...args]);
    if (code === 0) return stdout;
    throw new Error(
      `systemctl ${args.join(" ")} ended with ${code}: ${stdout}${stderr}\n${this.log}`,
    );
  }

  /** The number here of a process whose number in there is known; undefined when it is gone. */
  hostPid(pid: number): number | undefined {
    return descendants(this.#place.unshare.pid).find((host) => {
      const [, inside] = (status(host, "NSpid") ?? "").split("\t");
      return inside === String(pid) && isAlive(host);
    });
  }

  /** Sends a signal to a process of a unit. */
  kill(pid: number, signal: NodeJS.Signals): void {
    const host = this.hostPid(pid);
    if (host === undefined) throw new Error(`no process ${pid} in the namespace of systemd`);
    kill(host, signal);
  }

  writeUnit(name: string, text: string): void {
    writeFileSync(join(this.unitFolder, name), text);
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
    return this.#place.unshare.end();
  }
}
