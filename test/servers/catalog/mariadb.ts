import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";
import { askFor } from "../wire/exchange.js";

export default {
  name: "MariaDB",
  package: "mariadb-server-core",
  version: "mariadbd --version",
  cannot: { "several TCP": "takes one address and one port" },
  passed: [[other(), tcp()], [tcp("127.0.0.1", "0.0.0.0")], [unix()], [tcp("[::1]"), unix()]],
  command({ folder, asked }) {
    const path = asked.find(({ kind }) => kind === "unix")?.address ?? "";
    const tcp = asked.find(({ kind }) => kind === "tcp");
    const network = tcp
      ? [`--bind-address=${tcp.host}`, `--port=${tcp.port}`]
      : ["--skip-networking"];
    return [
      "mariadbd",
      "--no-defaults",
      "--user=root",
      "--skip-grant-tables",
      "--skip-innodb",
      "--default-storage-engine=MyISAM",
      `--datadir=${folder}`,
      `--socket=${path}`,
      ...network,
    ];
  },
  // Protocol version 10, its own version, its number of the connection.
  ask: askFor("", /^...\0\n\d+\.\d+\S*MariaDB/),
  hidesClients: true,
} satisfies Server;
