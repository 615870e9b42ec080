import { join } from "node:path";
import { root } from "../../harness/paths.js";
import { askForPage } from "../facts.js";
import { other, tcp } from "../places.js";
import type { Server } from "../server.js";

const browserSync = join(root, "node_modules/browser-sync");

export default {
  name: "Browsersync",
  package: "—",
  version: `${process.execPath} -p 'require("${browserSync}/package.json").version'`,
  passed: [[other(), tcp()], [tcp("[::1]")]],
  cannot: { "several TCP": "takes one address", unix: "takes no path" },
  note: "of npm; asks by connect whether its port is free, and moves to another if not",
  command({ folder, first, write }) {
    write("index.html", "served");
    const alone = ["--no-ui", "--no-open", "--no-notify"];
    const where = ["--listen", first.host, "--port", first.port];
    return [
      ...[process.execPath, join(browserSync, "dist/bin.js"), "start"],
      ...["--server", folder, ...alone, ...where],
    ];
  },
  ask: askForPage("/", "served"),
  hidesClients: true,
} satisfies Server;
