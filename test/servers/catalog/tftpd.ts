import { other, udp } from "../places.js";
import type { Server } from "../server.js";
import { exchangeDatagrams } from "../wire/datagram.js";

export default {
  name: "tftpd-hpa",
  package: "tftpd-hpa",
  version: "in.tftpd -V",
  asRoot: true,
  passed: [[other(udp()), udp()], [udp("[::1]")]],
  cannot: {
    "one TCP": "TFTP is for UDP",
    "several TCP": "TFTP is for UDP",
    unix: "TFTP is for UDP",
  },
  command({ folder, first, write }) {
    const { host, address } = first;
    write("facts", "served");
    const family = host.includes(":") ? "-6" : "-4";
    return ["in.tftpd", "-L", family, "-a", address, "-u", "nobody", "-s", folder];
  },
  /** It answers from a port of its own, as TFTP wants it. */
  async ask(address) {
    await exchangeDatagrams(address, "\0\x01facts\0octet\0", /served\n$/);
    return {};
  },
} satisfies Server;
