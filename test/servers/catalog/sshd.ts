import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { other, tcp } from "../places.js";
import { asNobody, type Server } from "../server.js";
import { askFor } from "../wire/exchange.js";

export default {
  name: "OpenSSH sshd",
  package: "openssh-server",
  version: "ssh -V",
  needs: ["sshd", "ssh-keygen", "setpriv"],
  asRoot: true,
  passed: [[tcp()], [other(), tcp(), tcp("[::1]"), tcp("0.0.0.0")]],
  cannot: { unix: "its ListenAddress takes IP addresses only" },
  command({ folder, asked, write }) {
    const key = join(folder, "key");
    const [user = "", ...args] = [...asNobody, "ssh-keygen", "-q", "-t", "ed25519", "-N", ""];
    execFileSync(user, [...args, "-f", key]);
    const addresses = asked.map(({ address }) => `ListenAddress ${address}`);
    const file = write("sshd_config", [`HostKey ${key}`, "PidFile none", ...addresses]);
    return [...asNobody, "/usr/sbin/sshd", "-D", "-e", "-f", file];
  },
  ask: askFor("", /^SSH-2.0-OpenSSH/),
  hidesClients: true,
} satisfies Server;
