import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { start } from "../harness/start.js";
import type { Machine } from "../systemd/machine.js";
import { checkout, node } from "../systemd/service-manager.js";
import type { SshClient } from "./ssh-client.js";

interface SshdText {
  /** What ~/.ssh/config of the client calls it. */
  alias: string;
  /** Who the client is there. */
  user: "root" | "rouse-test";
  address: string;
  port?: number;
  /** The script that is `rouse` there; undefined when there is none. */
  rouse?: string;
}

/** `rouse` of this checkout, as a machine of the tests has it. */
export const installed = `exec ${node} ${checkout}/dist/cli/main.js "$@"`;

/** Starts an sshd on a machine, and tells the client of it. */
export async function startSshd(machine: Machine, client: SshClient, text: SshdText) {
  const { alias, user, address, port = 22, rouse } = text;
  const folder = join(machine.folder, alias);
  mkdirSync(join(folder, "bin"), { recursive: true });
  makeKey(join(folder, "key"));
  writeFileSync(join(folder, "authorized"), client.publicKey);
  if (rouse !== undefined) {
    writeFileSync(join(folder, "bin/rouse"), `#!/bin/sh\n${rouse}\n`, { mode: 0o755 });
  }
  const file = join(folder, "config");
  writeFileSync(file, configOf(folder, `${address}:${port}`));
  const key = readFileSync(join(folder, "key.pub"), "utf8");
  client.know({ alias, user, address, port, key });
  await machine.system.inside(["mkdir", "-p", "/run/sshd"]);
  const sshd = start(machine.system.insideArgv(["/usr/sbin/sshd", "-D", "-e", "-f", file]));
  await sshd.line(/^Server listening on /);
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

export function makeKey(file: string): void {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
}
