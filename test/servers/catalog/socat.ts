import { other, tcp, udp, unix } from "../places.js";
import type { Server } from "../server.js";
import { exchangeDatagrams } from "../wire/datagram.js";
import { askFor } from "../wire/exchange.js";

// biome-ignore lint/suspicious/noTemplateCurlyInString: it is for the shell
const here = "$SOCAT_SOCKADDR${SOCAT_SOCKPORT:+:$SOCAT_SOCKPORT}";
const facts = `{address:${here},peer:$SOCAT_PEERADDR:$SOCAT_PEERPORT}`;
const askByStream = askFor("facts\n", /address:(?<address>.*),peer:(?<peer>[^}]*)}/);

export default {
  name: "socat",
  package: "socat",
  version: "socat -V",
  passed: [[other(), tcp()], [unix()], [other(udp()), udp()]],
  cannot: { "several TCP": "takes one address" },
  command({ first, write }) {
    const { kind, address, host, port } = first;
    const how = {
      tcp: `TCP4-LISTEN:${port},bind=${host}`,
      udp: `UDP4-RECVFROM:${port},bind=${host}`,
      unix: `UNIX-LISTEN:${address},unlink-early`,
    };
    const script = write("facts.sh", ["#!/bin/sh", "read -r line", `echo "${facts}"`], 0o755);
    return ["socat", `${how[kind]},fork`, `EXEC:${script}`];
  },
  async ask(address, asking) {
    if (asking.kind !== "udp") return askByStream(address, asking);
    await exchangeDatagrams(address, "facts\n", /peer:127\.0\.0\.1:/);
    return {};
  },
} satisfies Server;
