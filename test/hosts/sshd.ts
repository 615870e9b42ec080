import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rouse } from "../harness/paths.js";
import { freePort } from "../harness/ports.js";
import { start } from "../harness/start.js";
import { tempDir } from "../harness/temp.js";
import type { Machine } from "../systemd/machine.js";
import { checkout, node } from "../systemd/service-manager.js";

/** Who may use ssh, and what it knows: the user, its key and its ~/.ssh/config. */
export class SshClient {
  readonly #folder = tempDir();

  constructor() {
    mkdirSync(join(this.#folder, ".ssh"), { mode: 0o700 });
    makeKey(join(this.#folder, ".ssh/id_ed25519"));
    const users = readFileSync("/etc/passwd", "utf8");
    writeFileSync(this.#passwd, users.replace(/^(root:.*:)[^:]*(:[^:]*)$/m, `$1${this.#folder}$2`));
    writeFileSync(this.configFile, "");
  }

  get #passwd(): string {
    return join(this.#folder, "passwd");
  }

  get configFile(): string {
    return join(this.#folder, ".ssh/config");
  }

  get publicKey(): string {
    return readFileSync(join(this.#folder, ".ssh/id_ed25519.pub"), "utf8");
  }

  /** Adds to ~/.ssh/known_hosts. */
  trust(line: string): void {
    writeFileSync(join(this.#folder, ".ssh/known_hosts"), line, { flag: "a" });
  }

  /** Starts a command as root of another home: ssh asks the list of users for it, not HOME. */
  start(argv: readonly string[]) {
    const enter = ["unshare", "--mount", "sh", "-c", 'mount --bind "$0" /etc/passwd; exec "$@"'];
    return start([...enter, this.#passwd, ...argv], { env: { HOME: this.#folder } });
  }

  /** What a user types: `rouse …`. */
  async rouse(...args: string[]) {
    const running = this.start([process.execPath, rouse, ...args]);
    const { code } = await running.exit({ deadlineMs: 30_000 });
    return { code, stdout: running.stdout, stderr: running.stderr };
  }
}

interface Sshd {
  /** Where it listens: a loopback address of its own. */
  address: string;
  /** The text of `rouse` there; undefined when there is none. */
  rouse?: string;
}

/** `rouse` of this checkout, as a machine of the tests has it. */
export const installed = `exec ${node} ${checkout}/dist/cli/main.js "$@"`;

/** Starts an sshd on a machine, for root and its user; what `rouse --host` calls it with its port. */
export async function startSshd(machine: Machine, client: SshClient, { address, rouse }: Sshd) {
  const port = await freePort();
  const folder = join(machine.folder, `sshd-${port}`);
  mkdirSync(join(folder, "bin"), { recursive: true });
  makeKey(join(folder, "key"));
  writeFileSync(join(folder, "authorized"), client.publicKey);
  if (rouse !== undefined) {
    writeFileSync(join(folder, "bin/rouse"), `#!/bin/sh\n${rouse}\n`, { mode: 0o755 });
  }
  const file = join(folder, "config");
  writeFileSync(file, configOf(folder, `${address}:${port}`));
  client.trust(`[${address}]:${port} ${readFileSync(join(folder, "key.pub"), "utf8")}`);
  await machine.system.inside(["mkdir", "-p", "/run/sshd"]);
  const sshd = start(machine.system.insideArgv(["/usr/sbin/sshd", "-D", "-e", "-f", file]));
  await sshd.line(/^Server listening on /);
  return { place: `${address}:${port}`, sshd };
}

function configOf(folder: string, listen: string): string {
  const lines = [
    `ListenAddress ${listen}`,
    `HostKey ${folder}/key`,
    `AuthorizedKeysFile ${folder}/authorized`,
    `SetEnv PATH=${folder}/bin:/usr/bin:/bin`,
    ...["PidFile none", "UsePAM no", "StrictModes no", "PasswordAuthentication no"],
    "PermitRootLogin prohibit-password",
  ];
  return `${lines.join("\n")}\n`;
}

function makeKey(file: string): void {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
}
