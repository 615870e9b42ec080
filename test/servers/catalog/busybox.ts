import { other, tcp } from "../places.js";
import type { Server } from "../server.js";

export default {
  name: "busybox httpd",
  package: "busybox",
  version: "busybox",
  passed: [
    [tcp()],
    [tcp("[::1]")],
    [tcp("127.0.0.1", ""), other()],
    [tcp("[::]", ""), other(tcp("[::1]"))],
  ],
  cannot: { "several TCP": "takes one address", unix: "its -p takes no path" },
  command({ folder, first, write }) {
    const { address } = first;
    const facts = `{"address":"${address}","peer":"$REMOTE_ADDR:$REMOTE_PORT"}`;
    const script = ["#!/bin/sh", "printf '\\r\\n'", `cat <<END\n${facts}\nEND`];
    write("cgi-bin/index.cgi", script, 0o755);
    return ["busybox", "httpd", "-f", "-p", address.replace(/^:/, ""), "-h", folder];
  },
} satisfies Server;
