import { other, samePort, tcp, udp } from "../places.js";
import { type Server, without } from "../server.js";
import { askDns, dnsName, dnsText } from "../wire/dns.js";

export default {
  name: "Unbound",
  package: "unbound",
  version: "unbound -V",
  passed: [
    [tcp(), samePort(udp())],
    [other(), udp(), samePort(tcp()), tcp("[::1]"), samePort(udp("[::1]"))],
  ],
  cannot: { unix: "DNS is for TCP and UDP" },
  command({ folder, asked, write }) {
    const interfaces = new Set(asked.map(({ host, port }) => `interface: ${host}@${port}`));
    const file = write("unbound.conf", [
      `server:\ndirectory: "${folder}"\nchroot: ""\nusername: ""\npidfile: "${folder}/pid"`,
      "use-syslog: no\nmodule-config: iterator\naccess-control: ::1 allow",
      `local-data: '${dnsName} TXT "${dnsText}"'`,
      ...interfaces,
      "remote-control:\ncontrol-enable: no",
    ]);
    return ["unbound", "-d", "-c", file];
  },
  ask: askDns,
  hidesClients: true,
  asDaemon: without("-d"),
} satisfies Server;
