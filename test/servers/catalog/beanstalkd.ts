import { other, tcp, unix } from "../places.js";
import type { Server } from "../server.js";
import { askFor } from "../wire/exchange.js";

export default {
  name: "beanstalkd",
  package: "beanstalkd",
  version: "beanstalkd -v",
  passed: [[other(), tcp()], [tcp("[::1]")], [other(unix()), unix()]],
  cannot: { "several TCP": "takes one address" },
  command({ first }) {
    const { kind, address, host, port } = first;
    const where = kind === "unix" ? [`unix:${address}`] : [host, "-p", port];
    return ["beanstalkd", "-l", ...where];
  },
  ask: askFor("stats\r\n", /^OK \d+\r\n[\s\S]*\npid: (?<pid>\d+)/),
  hidesClients: true,
} satisfies Server;
