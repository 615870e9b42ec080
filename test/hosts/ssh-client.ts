import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rouse } from "../harness/paths.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import type { Machine } from "../systemd/machine.js";
import { pidOf } from "./linked-machines.js";
import { makeKey } from "./sshd.js";

interface Known {
  alias: string;
  user: string;
  address: string;
  port: number;
  key: string;
}

/** Somebody in the network of `machine` who may use ssh: a home with a key, a configuration and known hosts. */
export class SshClient {
  readonly #machine: Machine;
  readonly #folder = tempDir();

  constructor(machine: Machine) {
    this.#machine = machine;
    mkdirSync(join(this.#folder, ".ssh"), { mode: 0o700 });
    makeKey(this.#file("id_ed25519"));
    const users = readFileSync("/etc/passwd", "utf8");
    const own = users.replace(/^(root:.*:)[^:]*(:[^:]*)$/m, `$1${this.#folder}$2`);
    writeFileSync(join(this.#folder, "passwd"), own);
  }

  #file(name: string): string {
    return join(this.#folder, ".ssh", name);
  }

  get publicKey(): string {
    return readFileSync(this.#file("id_ed25519.pub"), "utf8");
  }

  know({ alias, user, address, port, key }: Known): void {
    const lines = [`Host ${alias}`, `HostName ${address}`, `Port ${port}`, `User ${user}`];
    appendFileSync(this.#file("config"), `${lines.join("\n")}\n`);
    const place = port === 22 ? address : `[${address}]:${port}`;
    appendFileSync(this.#file("known_hosts"), `${place} ${key}`);
  }

  configure(alias: string, ...lines: string[]): void {
    appendFileSync(this.#file("config"), `Host ${alias}\n${lines.join("\n")}\n`);
  }

  /** As if it had never been on any machine. */
  forgetHosts(): void {
    rmSync(this.#file("known_hosts"), { force: true });
  }

  /** The command line of `rouse …`, by root with this home: ssh asks the list of users for it, not HOME. */
  command(args: readonly string[], ...env: string[]): string[] {
    const network = ["nsenter", "--target", pidOf(this.#machine), "--net"];
    const home = ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/passwd; exec "$@"'];
    return [
      ...network,
      ...home,
      join(this.#folder, "passwd"),
      "env",
      ...env,
      process.execPath,
      rouse,
      ...args,
    ];
  }

  /** `env` as env(1) takes it. */
  start(args: readonly string[], ...env: string[]) {
    return start(this.command(args, ...env));
  }

  /** What a user types: `rouse …`. */
  async rouse(...args: string[]) {
    const running = this.start(args);
    const { code } = await running.exit({ deadlineMs: 60_000 });
    return { code, stdout: running.stdout, stderr: running.stderr };
  }
}
