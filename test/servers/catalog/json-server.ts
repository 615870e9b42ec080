import { join } from "node:path";
import { root } from "../../harness/paths.js";
import { askForPage } from "../facts.js";
import { other, tcp } from "../places.js";
import type { Server } from "../server.js";

const jsonServer = join(root, "node_modules/json-server");

export default {
  name: "json-server",
  package: "—",
  version: `${process.execPath} -p 'require("${jsonServer}/package.json").version'`,
  passed: [[other(), tcp()], [tcp("127.0.0.1", "[::1]")], [tcp("[::1]")]],
  cannot: { "several TCP": "takes one address", unix: "takes no path" },
  note: "from npm; where localhost is ::1 it binds only that",
  command({ first, write }) {
    const data = write("db.json", '{ "facts": ["served"] }');
    const where = ["--host", first.host, "--port", first.port];
    return [process.execPath, join(jsonServer, "lib/cli/bin.js"), ...where, data];
  },
  ask: askForPage("/facts", "served"),
  hidesClients: true,
} satisfies Server;
