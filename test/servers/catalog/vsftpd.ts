import { dirname } from "node:path";
import { other, tcp } from "../places.js";
import type { Server } from "../server.js";
import { askFor } from "../wire/exchange.js";

export default {
  name: "vsftpd",
  package: "vsftpd",
  version: "vsftpd -v 0>&1",
  asRoot: true,
  passed: [[other(), tcp()], [tcp("[::1]")]],
  cannot: { "several TCP": "takes one address", unix: "FTP is for TCP" },
  command({ first, write }) {
    const { host, port } = first;
    const family = host.includes(":")
      ? "listen=NO\nlisten_ipv6=YES\nlisten_address6"
      : "listen=YES\nlisten_address";
    const empty = dirname(write("empty/.keep", ""));
    const own = `background=NO\nsecure_chroot_dir=${empty}`;
    return ["vsftpd", write("vsftpd.conf", [own, `${family}=${host}`, `listen_port=${port}`])];
  },
  ask: askFor("", /^220 \(vsFTPd/),
  hidesClients: true,
} satisfies Server;
