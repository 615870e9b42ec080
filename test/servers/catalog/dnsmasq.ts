import { other, samePort, tcp, udp } from "../places.js";
import type { Server } from "../server.js";
import { askDns, dnsName, dnsText } from "../wire/dns.js";

export default {
  name: "dnsmasq",
  package: "dnsmasq-base",
  version: "dnsmasq -v",
  // It knows one port for all its addresses.
  passed: [
    [tcp(), samePort(udp())],
    [other(), udp(), samePort(tcp()), samePort(tcp("[::1]")), samePort(udp("[::1]"))],
  ],
  cannot: { unix: "DNS is for TCP and UDP" },
  command({ asked }) {
    const addresses = [...new Set(asked.map(({ host }) => `--listen-address=${host}`))];
    const alone = [
      "--conf-file=/dev/null",
      "--no-resolv",
      "--no-hosts",
      "--pid-file=",
      "--user=root",
    ];
    const text = `--txt-record=${dnsName},${dnsText}`;
    const port = `--port=${asked[0]?.port}`;
    return ["dnsmasq", "-k", ...alone, "--bind-interfaces", text, port, ...addresses];
  },
  ask: askDns,
  hidesClients: true,
} satisfies Server;
