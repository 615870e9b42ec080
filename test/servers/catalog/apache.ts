import { apache } from "../apache.js";
import { other, tcp } from "../places.js";
import { type Server, without } from "../server.js";

export default {
  name: "Apache httpd",
  package: "apache2",
  version: "apache2 -v",
  passed: [[tcp()], [other(), tcp(), tcp("127.0.0.1", "*"), tcp("[::1]"), tcp("0.0.0.0")]],
  cannot: { unix: "its Listen takes no unix sockets" },
  command: (run) => apache(run),
  asDaemon: without("-DFOREGROUND"),
} satisfies Server;
