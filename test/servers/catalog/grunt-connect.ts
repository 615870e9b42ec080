import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../harness/paths.js";
import { askForPage } from "../facts.js";
import { other, tcp } from "../places.js";
import type { Server } from "../server.js";

const modules = join(root, "node_modules");

const gruntfile = `module.exports = (grunt) => {
  grunt.loadNpmTasks("grunt-contrib-connect");
  grunt.initConfig({ connect: TARGETS });
};`;

export default {
  name: "grunt-contrib-connect",
  package: "—",
  version: `${process.execPath} -p 'require("${modules}/grunt-contrib-connect/package.json").version'`,
  passed: [[tcp()], [other(), tcp(), tcp("[::1]"), tcp("0.0.0.0")]],
  cannot: { unix: "takes no path" },
  note: "from npm; asks by connect whether its port is free, and refuses to start if not",
  command({ folder, asked, write }) {
    symlinkSync(modules, join(folder, "node_modules"));
    write("site/index.html", "served");
    const targets = asked.map(({ host, port }, index) => {
      const keepalive = index === asked.length - 1;
      return { options: { hostname: host, port: Number(port), base: "site", keepalive } };
    });
    const connect = JSON.stringify({ ...targets });
    const file = write("Gruntfile.js", gruntfile.replace("TARGETS", connect));
    return [process.execPath, join(modules, "grunt/bin/grunt"), "--gruntfile", file, "connect"];
  },
  ask: askForPage("/", "served"),
  hidesClients: true,
} satisfies Server;
