import { join } from "node:path";
import { root } from "../../harness/paths.js";
import { askForPage } from "../facts.js";
import { other, tcp } from "../places.js";
import type { Server } from "../server.js";

const vite = join(root, "node_modules/vite");

export default {
  name: "Vite's development server",
  package: "—",
  version: `${process.execPath} -p 'require("${vite}/package.json").version'`,
  passed: [[other(), tcp()], [tcp("127.0.0.1", "[::1]")], [tcp("[::1]")]],
  cannot: { "several TCP": "takes one address", unix: "takes no path" },
  note: "from npm; tests by a bind whether its port is free",
  command({ folder, first, write }) {
    write("index.html", "served");
    const where = ["--host", first.host, "--port", first.port, "--strictPort"];
    return [process.execPath, join(vite, "bin/vite.js"), folder, ...where];
  },
  ask: askForPage("/", "served"),
  hidesClients: true,
} satisfies Server;
