import { join } from "node:path";
import { root } from "../../harness/paths.js";
import { askForPage } from "../facts.js";
import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";

const serve = join(root, "node_modules/serve");

export default {
  name: "serve",
  package: "—",
  version: `${process.execPath} -p 'require("${serve}/package.json").version'`,
  passed: [[tcp()], [unix()], [other(), tcp(), unix(), tcp("[::1]"), tcp("0.0.0.0")]],
  note: "from npm; asks by connect whether its port is free, and moves to another if not",
  command({ folder, asked, write }) {
    write("index.html", "served");
    const listens = asked.flatMap(({ kind, address }) => [
      "--listen",
      kind === "unix" ? `unix:${address}` : `tcp://${address}`,
    ]);
    const quiet = ["env", "NO_UPDATE_CHECK=1"];
    return [...quiet, process.execPath, join(serve, "build/main.js"), ...listens, folder];
  },
  ask: askForPage("/", "served"),
  hidesClients: true,
} satisfies Server;
