import { other, tcp } from "../places.js";
import type { Server } from "../server.js";
import { askFor } from "../wire/exchange.js";

export default {
  name: "rsync --daemon",
  package: "rsync",
  version: "rsync --version",
  passed: [[other(), tcp()], [tcp("[::1]")], [tcp("127.0.0.1", "0.0.0.0")]],
  cannot: { "several TCP": "takes one address", unix: "takes no path" },
  command({ first, write }) {
    const { host, port } = first;
    const file = write("rsyncd.conf", ["use chroot = no", "[module]", "path = /"]);
    const daemon = `rsync --daemon --no-detach --config=${file} --address=${host} --port=${port}`;
    // A standard input that is a socket would make it serve that one.
    return ["sh", "-c", `exec ${daemon} </dev/null`];
  },
  ask: askFor("@RSYNCD: 31.0\n#list\n", /^@RSYNCD: .*\n[\s\S]*module/),
  hidesClients: true,
} satisfies Server;
