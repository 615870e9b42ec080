import { other, samePort, tcp, udp } from "../places.js";
import type { Server } from "../server.js";
import { exchangeDatagrams } from "../wire/datagram.js";
import { askFor } from "../wire/exchange.js";

const askByStream = askFor("served\n", /^served/);

export default {
  name: "xinetd",
  package: "xinetd",
  version: "xinetd -version",
  asRoot: true,
  passed: [[tcp()], [other(), tcp(), samePort(udp()), tcp("[::1]"), tcp("0.0.0.0")]],
  cannot: { unix: "its bind takes IP addresses only" },
  command({ folder, asked, write }) {
    const services = asked.map(({ kind, host, port }, index) => {
      const [type, wait] = kind === "udp" ? ["dgram", "yes"] : ["stream", "no"];
      return `service echo\n{\nid = echo${index}\ntype = INTERNAL UNLISTED\nsocket_type = ${type}
protocol = ${kind}\nwait = ${wait}\nuser = root\nbind = ${host}\nport = ${port}\n}`;
    });
    return [
      "xinetd",
      "-dontfork",
      "-pidfile",
      `${folder}/pid`,
      "-f",
      write("xinetd.conf", services),
    ];
  },
  async ask(address, asking) {
    if (asking.kind !== "udp") return askByStream(address, asking);
    await exchangeDatagrams(address, "served", /^served$/);
    return {};
  },
  hidesClients: true,
} satisfies Server;
