import { askForPage } from "../facts.js";
import { other, tcp } from "../places.js";
import type { Server } from "../server.js";

export default {
  name: "Prometheus node exporter",
  package: "prometheus-node-exporter",
  version: "prometheus-node-exporter --version",
  passed: [[tcp()], [other(), tcp(), tcp("[::1]"), tcp("0.0.0.0", "")]],
  cannot: { unix: "takes no path" },
  command({ asked }) {
    const addresses = asked.map(({ address }) => `--web.listen-address=${address}`);
    const few = ["--collector.disable-defaults", "--collector.uname"];
    return ["prometheus-node-exporter", ...few, ...addresses];
  },
  ask: askForPage("/metrics", "node_uname_info"),
  hidesClients: true,
} satisfies Server;
