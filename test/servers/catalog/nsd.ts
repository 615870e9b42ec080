import { other, samePort, tcp, udp } from "../places.js";
import type { Server } from "../server.js";
import { askDns, dnsName, dnsText } from "../wire/dns.js";

export default {
  name: "NSD",
  package: "nsd",
  version: "nsd -v",
  passed: [
    [tcp(), samePort(udp())],
    [other(), udp(), samePort(tcp()), tcp("[::1]"), samePort(udp("[::1]"))],
  ],
  cannot: { unix: "DNS is for TCP and UDP" },
  command({ folder, asked, write }) {
    const soa = "rouse.test. 1 IN SOA a.rouse.test. b.rouse.test. 1 1 1 1 1";
    const zone = write("zone", [soa, `${dnsName}. 1 IN TXT "${dnsText}"`]);
    const addresses = new Set(asked.map(({ host, port }) => `ip-address: ${host}@${port}`));
    const file = write("nsd.conf", [
      `server:\nzonesdir: "${folder}"\nzonelistfile: "zones"\nxfrdfile: "xfrd"\nxfrdir: "${folder}"`,
      'pidfile: ""\nusername: ""\ndatabase: ""\nserver-count: 2',
      ...addresses,
      "remote-control:\ncontrol-enable: no",
      `zone:\nname: "rouse.test"\nzonefile: "${zone}"`,
    ]);
    return ["nsd", "-d", "-c", file];
  },
  ask: askDns,
  hidesClients: true,
} satisfies Server;
