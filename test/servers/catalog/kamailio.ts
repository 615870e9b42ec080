import { other, samePort, tcp, udp } from "../places.js";
import type { Server } from "../server.js";
import { askSip } from "../wire/sip.js";

/** One process for each socket, and no more for TCP and timers than it must have. */
const configuration = `
children=1
tcp_children=1
loadmodule "sl.so"
request_route { sl_send_reply("200", "OK"); }
`;

export default {
  name: "Kamailio",
  package: "kamailio",
  version: "kamailio -v",
  passed: [
    [tcp(), samePort(udp())],
    [other(), udp(), samePort(tcp()), tcp("[::1]"), samePort(udp("[::1]"))],
  ],
  cannot: { unix: "SIP is for IP" },
  note: "may forget the signal that puts it to sleep: give it a short `--stop-timeout`",
  command({ folder, asked, write }) {
    const file = write("kamailio.cfg", configuration);
    const listens = asked.flatMap(({ kind, address }) => ["-l", `${kind}:${address}`]);
    return ["kamailio", "-DD", "-E", "-m", "16", "-M", "4", "-Y", folder, "-f", file, ...listens];
  },
  ask: askSip,
} satisfies Server;
