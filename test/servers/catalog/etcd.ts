import { askForPage } from "../facts.js";
import { other, tcp } from "../places.js";
import type { Server } from "../server.js";

export default {
  name: "etcd",
  package: "etcd-server",
  version: "etcd --version",
  passed: [[other(), tcp(), tcp("[::1]"), tcp()]],
  cannot: {
    "one TCP": "listens for clients and for peers",
    unix: "takes no absolute path",
  },
  command({ folder, asked }) {
    const [peers = "", ...clients] = asked.map(({ address }) => `http://${address}`);
    return [
      "etcd",
      `--data-dir=${folder}/data`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=default=${peers}`,
      `--listen-client-urls=${clients}`,
      `--advertise-client-urls=${clients}`,
    ];
  },
  ask: askForPage("/version", "etcdserver"),
  hidesClients: true,
} satisfies Server;
